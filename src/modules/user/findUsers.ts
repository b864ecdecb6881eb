import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { UserFilter } from '../../generated/graphql';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { startsWith } from '../startsWith';
import { whereGiven } from '../whereGiven';
import { findConnection, type FoundConnection } from '../findConnection';
import { userColumns, type UserRow } from './userRow';

/** Which users a field lists: those of the parent `parent.id`, found in several ways. Each names `"user" u` in its conditions. */
export interface UsersOf {
  parentId: number | string;
  ways: { each?: Sql; tables?: Sql; where?: Sql }[];
}

/** The users, last created first; `of` narrows them to those of a parent. */
export function findUsers(
  context: Context,
  name: string,
  asked: PageArgs & { filter?: UserFilter | null },
  of?: UsersOf,
): Promise<FoundConnection<UserRow>> {
  const { userName, userNameStartsWith, status, groupName } = asked.filter ?? {};
  const given = whereGiven([
    [userName, () => sql`u.user_name = ${userName}`],
    [userNameStartsWith, () => startsWith(sql`u.user_name`, userNameStartsWith ?? '')],
    [status, () => sql`u.status = ${status}::user_status`],
    [
      groupName,
      () => sql`EXISTS (SELECT FROM group_member m JOIN "group" g ON g.id = m.group_id WHERE m.user_id = u.id AND g.name = ${groupName})`,
    ],
  ]);
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
    orderName: 'ID DESC',
    order: [{ by: sql`u.id`, type: 'int' }],
    descending: true,
  };
  return findConnection(context, name, asked, list, of?.parentId);
}
