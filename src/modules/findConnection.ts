import type { Context } from '../context';
import { countConnections, loadConnections, type Connection, type List } from '../relay/loadConnections';
import type { PageArgs } from '../relay/readPageArgs';

/** A connection as fields give it: its total is counted only when asked for. */
export interface FoundConnection<Row> extends Connection<Row> {
  totalCount(): Promise<number>;
}

/**
 * The page of a list that a field asks for. Fields of many parents with the same arguments go into one statement.
 *
 * @param name the field, e.g. `Request.actions`; with its arguments it tells one list from another
 * @param parentId what the list belongs to, `parent.id` in its SQL; none for lists of everything
 */
export async function findConnection<Row extends object>(
  context: Context,
  name: string,
  args: PageArgs,
  list: List,
  parentId = 0,
): Promise<FoundConnection<Row>> {
  const key = `${name} ${JSON.stringify(args)}`;
  const page = await context.loaders.load(key, parentId, (ids: number[]) => loadConnections<Row>(context.db.read, list, args, ids));
  if (!page) throw new Error(`No page of ${name} for ${parentId}`);
  return {
    ...page,
    totalCount: async () =>
      (await context.loaders.load(`${key} count`, parentId, (ids: number[]) => countConnections(context.db.read, list, ids))) ?? 0,
  };
}
