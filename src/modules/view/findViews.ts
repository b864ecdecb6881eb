import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { ViewFilter } from '../../generated/graphql';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, type FoundConnection } from '../findConnection';
import { whereGiven } from '../whereGiven';
import { viewColumns, type ViewRow } from './viewRow';
import { visibleViews } from './visibleViews';

/** The views that the viewer may see, last created first; `of` narrows them to those of a parent (`parent.id`). */
export function findViews(
  context: Context,
  name: string,
  asked: PageArgs & { filter?: ViewFilter | null },
  of?: { where: Sql; parentId: number },
): Promise<FoundConnection<ViewRow>> {
  const { kind, isShared, name: wanted } = asked.filter ?? {};
  const given = whereGiven([
    [wanted, () => sql`v.name = ${wanted}`],
    [kind, () => sql`v.kind = ${kind}::view_kind`],
    [isShared, () => sql`v.is_shared = ${isShared}`],
  ]);
  const where = [visibleViews(context.viewer), ...(of ? [of.where] : []), ...given];
  const list = {
    columns: viewColumns,
    from: sql`FROM "view" v WHERE ${join(where, ' AND ')}`,
    orderName: 'ID DESC',
    order: [{ by: sql`v.id`, type: 'int' as const }],
    descending: true,
  };
  return findConnection(context, name, asked, list, of?.parentId);
}
