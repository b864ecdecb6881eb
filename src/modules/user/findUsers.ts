import { sql, join, type Sql } from '../../sql';
import type { Context } from '../../context';
import type { UserFilter, UserOrder, UserOrderField } from '../../generated/graphql';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, isOneOf, whereFilter, whereGiven, startsWith, type FoundConnection } from '../findConnection';
import { userColumns, type UserRow } from './user';
import { orderOf, type Orders } from '../orderOf';

const orders: Orders<UserOrderField> = {
  CREATED_AT: [{ by: sql`u.id`, type: 'int' }],
  USER_NAME: [{ by: sql`u.user_name`, type: 'text' }],
  LAST_NAME: [
    { by: sql`u.last_name`, type: 'text' },
    { by: sql`u.id`, type: 'int' },
  ],
};

/** Which users a field lists: those of the parent `parent.id`, found in several ways. Each names `"user" u` in its conditions. */
export interface UsersOf {
  parentId: number | string;
  ways: { each?: Sql; tables?: Sql; where?: Sql }[];
}

/** The users, last created first; `of` narrows them to those of a parent. */
export function findUsers(
  context: Context,
  name: string,
  asked: PageArgs & { filter?: UserFilter | null; orderBy?: UserOrder | null },
  of?: UsersOf,
): Promise<FoundConnection<UserRow>> {
  const given = whereFilter<UserFilter>(asked.filter ?? {}, conditionsOf);
  const where = join([sql`true`, ...given], ' AND ');
  const branches = of?.ways.map((way) => ({
    ...(way.each && { each: way.each }),
    from: sql`FROM ${join([sql`"user" u`, ...(way.tables ? [way.tables] : [])])} WHERE ${way.where ?? sql`true`} AND ${where}`,
  }));
  const list: List = {
    columns: userColumns,
    from: sql`FROM "user" u WHERE ${where}`,
    ...(branches && { branches }),
    ...(typeof of?.parentId === 'string' && { parentType: 'text' }),
    ...orderOf(orders, asked.orderBy, { field: 'CREATED_AT', direction: 'DESC' }),
  };
  return findConnection(context, name, asked, list, of?.parentId);
}

function conditionsOf({ userName, userNames, userNameStartsWith, status, statuses, groupName, groupNames }: UserFilter): Sql[] {
  const isIn = (names: string[]) => sql`EXISTS (
    SELECT FROM group_member m JOIN "group" g ON g.id = m.group_id WHERE m.user_id = u.id AND ${isOneOf(sql`g.name`, names)})`;
  return whereGiven([
    [userName, () => sql`u.user_name = ${userName}`],
    [userNames, () => isOneOf(sql`u.user_name`, userNames)],
    [userNameStartsWith, () => startsWith(sql`u.user_name`, userNameStartsWith ?? '')],
    [status, () => sql`u.status = ${status}::user_status`],
    [statuses, () => isOneOf(sql`u.status`, statuses, 'user_status')],
    [groupName, () => isIn([groupName ?? ''])],
    [groupNames, () => isIn(groupNames ?? [])],
  ]);
}
