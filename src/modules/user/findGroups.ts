import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { GroupFilter } from '../../generated/graphql';
import type { List } from '../../relay/loadConnections';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, type FoundConnection } from '../findConnection';
import { startsWith } from '../startsWith';
import { whereGiven } from '../whereGiven';
import type { GroupRow } from './groupRow';

/** The groups, last created first; `of` narrows them to those of a parent (`parent.id`). */
export function findGroups(
  context: Context,
  list: string,
  asked: PageArgs & { filter?: GroupFilter | null },
  of?: { where: Sql; parentId: number },
): Promise<FoundConnection<GroupRow>> {
  const { name, nameStartsWith } = asked.filter ?? {};
  const given = whereGiven([
    [name, () => sql`g.name = ${name}`],
    [nameStartsWith, () => startsWith(sql`g.name`, nameStartsWith ?? '')],
  ]);
  const found: List = {
    columns: sql`g.id, g.name`,
    from: sql`FROM "group" g WHERE ${join([of?.where ?? sql`true`, ...given], ' AND ')}`,
    orderName: 'ID DESC',
    order: [{ by: sql`g.id`, type: 'int' }],
    descending: true,
  };
  return findConnection(context, list, asked, found, of?.parentId);
}
