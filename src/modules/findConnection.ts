import type { Context } from '../context';
import { countConnections, loadConnections, type Connection, type List } from '../relay/loadConnections';
import { readPageArgs, type PageArgs } from '../relay/readPageArgs';

/** A connection as fields give it: its total is counted only when asked for. */
export interface FoundConnection<Row> extends Connection<Row> {
  totalCount(): Promise<number>;
}

/**
 * The page of a list that a field asks for. Fields of many parents with the same arguments go into one statement, which is
 * not sent when full pages of all would be more than the call may load.
 *
 * @param name the field, e.g. `Request.actions`; with its arguments it tells one list from another
 * @param parentId what the list belongs to, `parent.id` in its SQL; none for lists of everything
 */
export async function findConnection<Row extends object>(
  { db, loaders, budget, shareReads }: Context,
  name: string,
  args: PageArgs,
  { orderName, ...rest }: List,
  parentId: number | string = 0,
): Promise<FoundConnection<Row>> {
  // A cursor of one field is none of another's.
  const list = { ...rest, orderName: `${name} ${orderName}` };
  const key = `${name} ${list.variant ?? ''} ${JSON.stringify(args)}`;
  const page = readPageArgs(args, list.orderName, list.order.length);
  budget.take(page.size);
  const found = await loaders.load(key, parentId, (ids: (number | string)[]) =>
    shareReads(key, ids, (all) => loadConnections<Row>(db.read, list, page, all), page.size + 1),
  );
  if (!found) throw new Error(`No page of ${name} for ${parentId}`);
  budget.giveBack(page.size - found.nodes.length);
  return {
    ...found,
    totalCount: async () =>
      (await loaders.load(`${key} count`, parentId, (ids: (number | string)[]) => countConnections(db.read, list, ids))) ?? 0,
  };
}
