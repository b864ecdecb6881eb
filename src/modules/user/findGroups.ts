import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { GroupFilter, GroupOrder, GroupOrderField } from '../../generated/graphql';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, type FoundConnection } from '../findConnection';
import { startsWith } from '../startsWith';
import { checkLists, isOneOf, whereGiven } from '../whereGiven';
import type { GroupRow } from './groupRow';
import { orderOf, type Orders } from '../orderOf';

const orders: Orders<GroupOrderField> = {
  CREATED_AT: [{ by: sql`g.id`, type: 'int' }],
  NAME: [{ by: sql`g.name`, type: 'text' }],
};

/** The groups, last created first; `of` narrows them to those of a parent (`parent.id`). */
export function findGroups(
  context: Context,
  list: string,
  asked: PageArgs & { filter?: GroupFilter | null; orderBy?: GroupOrder | null },
  of?: { where: Sql; parentId: number },
): Promise<FoundConnection<GroupRow>> {
  const { name, names, nameStartsWith } = checkLists(asked.filter ?? {});
  const given = whereGiven([
    [name, () => sql`g.name = ${name}`],
    [names, () => isOneOf(sql`g.name`, names)],
    [nameStartsWith, () => startsWith(sql`g.name`, nameStartsWith ?? '')],
  ]);
  const found: List = {
    columns: sql`g.id, g.name`,
    from: sql`FROM "group" g WHERE ${join([of?.where ?? sql`true`, ...given], ' AND ')}`,
    ...orderOf(orders, asked.orderBy, { field: 'CREATED_AT', direction: 'DESC' }),
  };
  return findConnection(context, list, asked, found, of?.parentId);
}
