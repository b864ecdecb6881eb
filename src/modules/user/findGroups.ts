import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { QueryGroupsArgs } from '../../generated/graphql';
import { findConnection, type FoundConnection } from '../findConnection';
import type { GroupRow } from './groupRow';

/** The groups, last created first. */
export function findGroups(context: Context, asked: QueryGroupsArgs): Promise<FoundConnection<GroupRow>> {
  const name = asked.filter?.name;
  return findConnection(context, 'groups', asked, {
    columns: sql`g.id, g.name`,
    from: sql`FROM "group" g WHERE ${name == null ? sql`true` : sql`g.name = ${name}`}`,
    orderName: 'ID DESC',
    order: [{ by: sql`g.id`, type: 'int' }],
    descending: true,
  });
}
