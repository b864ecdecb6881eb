import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { UserFilter } from '../../generated/graphql';
import type { PageArgs } from '../../relay/readPageArgs';
import { whereGiven } from '../whereGiven';
import { findConnection, type FoundConnection } from '../findConnection';
import { userColumns, type UserRow } from './userRow';

/** The users, last created first; `of` narrows them to those of a parent (`parent.id`). */
export function findUsers(
  context: Context,
  name: string,
  asked: PageArgs & { filter?: UserFilter | null },
  of?: { where: Sql; parentId: number },
): Promise<FoundConnection<UserRow>> {
  const { userName, status, groupName } = asked.filter ?? {};
  const given = whereGiven([
    [userName, () => sql`u.user_name = ${userName}`],
    [status, () => sql`u.status = ${status}::user_status`],
    [
      groupName,
      () => sql`EXISTS (SELECT FROM group_member m JOIN "group" g ON g.id = m.group_id WHERE m.user_id = u.id AND g.name = ${groupName})`,
    ],
  ]);
  const where = [of?.where ?? sql`true`, ...given];
  const list = {
    columns: userColumns,
    from: sql`FROM "user" u WHERE ${join(where, ' AND ')}`,
    orderName: 'ID DESC',
    order: [{ by: sql`u.id`, type: 'int' as const }],
    descending: true,
  };
  return findConnection(context, name, asked, list, of?.parentId);
}
