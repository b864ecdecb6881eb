import type { OrderDirection } from '../generated/graphql';
import type { List, OrderKey } from '../relay/loadConnections';

/** What a list can be ordered by: the keys of each field of its `orderBy`, of which the last is unique. An index serves each. */
export type Orders<Field extends string> = Record<Field, OrderKey[]>;

/** Cursors of earlier releases name these orders so. */
const namesInCursors: Record<string, string> = { CREATED_AT: 'ID', DEPLOYED_AT: 'DEPLOYED' };

/** Returns the order that `orderBy` asks for; what it leaves open is as in `usual`. */
export function orderOf<Field extends string>(
  orders: Orders<Field>,
  asked: { field?: Field | null; direction?: OrderDirection | null } | null | undefined,
  usual: { field: Field; direction: OrderDirection },
): Pick<List, 'order' | 'orderName' | 'descending'> {
  const field = asked?.field ?? usual.field;
  const direction = asked?.direction ?? usual.direction;
  return { order: orders[field], orderName: `${namesInCursors[field] ?? field} ${direction}`, descending: direction === 'DESC' };
}
