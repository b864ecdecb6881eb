import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { ViewFilter, ViewOrder, ViewOrderField } from '../../generated/graphql';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, type FoundConnection } from '../findConnection';
import { whereGiven } from '../whereGiven';
import { viewColumns, type ViewRow } from './viewRow';
import { visibleViews } from './visibleViews';
import { orderOf, type Orders } from '../orderOf';

const orders: Orders<ViewOrderField> = {
  CREATED_AT: [{ by: sql`v.id`, type: 'int' }],
  NAME: [
    { by: sql`v.name`, type: 'text' },
    { by: sql`v.id`, type: 'int' },
  ],
};

/** The views that the viewer may see, last created first; `of` narrows them to those of a parent (`parent.id`). */
export function findViews(
  context: Context,
  name: string,
  asked: PageArgs & { filter?: ViewFilter | null; orderBy?: ViewOrder | null },
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
    ...orderOf(orders, asked.orderBy, { field: 'CREATED_AT', direction: 'DESC' }),
  };
  return findConnection(context, name, asked, list, of?.parentId);
}
