import { sqltag as sql, join } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { QueryGroupsArgs } from '../../generated/graphql';
import { findConnection, type FoundConnection } from '../findConnection';
import { startsWith } from '../startsWith';
import { whereGiven } from '../whereGiven';
import type { GroupRow } from './groupRow';

/** The groups, last created first. */
export function findGroups(context: Context, asked: QueryGroupsArgs): Promise<FoundConnection<GroupRow>> {
  const { name, nameStartsWith } = asked.filter ?? {};
  const given = whereGiven([
    [name, () => sql`g.name = ${name}`],
    [nameStartsWith, () => startsWith(sql`g.name`, nameStartsWith ?? '')],
  ]);
  return findConnection(context, 'groups', asked, {
    columns: sql`g.id, g.name`,
    from: sql`FROM "group" g WHERE ${join([sql`true`, ...given], ' AND ')}`,
    orderName: 'ID DESC',
    order: [{ by: sql`g.id`, type: 'int' }],
    descending: true,
  });
}
