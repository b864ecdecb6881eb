import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { ViewFilter, ViewOrder, ViewOrderField } from '../../generated/graphql';
import { idKey } from '../../relay/globalId';
import type { PageArgs } from '../../relay/readPageArgs';
import { sql, join, type Sql } from '../../sql';
import type { Transaction } from '../../store/openDatabase';
import type { Viewer } from '../../store/viewer';
import type { AuditSubject, Facts } from '../audit/audited';
import { findConnection, whereGiven, orderOf, type FoundConnection, type Orders } from '../findConnection';
import { lookUp } from '../lookUp';

/** Whose a view is, and whether everybody sees it. */
interface ViewOwnership {
  ownerId: number;
  isShared: boolean;
}

/** A view as the fields of `View` read it. */
export interface ViewRow extends ViewOwnership {
  id: number;
  name: string;
  description: string;
  kind: 'REQUESTS' | 'ACTIONS';
  /** As it was stored: to be read through its type of the schema again before it is used. */
  orderBy: unknown;
}

/** Its columns out of `"view" v`; its filter is loaded when it is used. */
const viewColumns: Sql = sql`v.id, v.owner_id AS "ownerId", v.is_shared AS "isShared", v.name, v.description, v.kind, v.order_by AS "orderBy"`;

/** A page of views. */
export type ViewRows = FoundConnection<ViewRow>;

/** Its owner, and everybody where it is shared. */
export function canSeeView({ ownerId, isShared }: ViewOwnership, person: Viewer): boolean {
  return isShared || ownerId === person.id;
}

/** Its owner, and administrators where it is shared. */
export function canChangeView(view: ViewOwnership, person: Viewer): boolean {
  return view.ownerId === person.id || (view.isShared && person.isAdministrator);
}

/** A condition on `"view" v`: that it exists for the viewer. The same rule as `canSeeView`, for lists. */
function visibleViews({ id }: Viewer): Sql {
  return sql`(v.is_shared OR v.owner_id = ${id})`;
}

/** A view as the audit trail names it, and what it compares of it. */
export function describeView(view: ViewRow & { filter: unknown }): { subject: AuditSubject; facts: Facts } {
  const { id, name, description, isShared, kind, filter, orderBy } = view;
  return { subject: { type: 'View', id, name }, facts: { name, description, isShared, kind, filter, orderBy } };
}

/** The view of that ID, null where there is none that the viewer may see. Batched. */
export function loadViewRow(context: Context, id: number): Promise<ViewRow | null> {
  return context.loaders.load('view', id, async (ids: number[]) => {
    const rows = await context.db.read<ViewRow>(
      sql`SELECT ${viewColumns} FROM "view" v WHERE v.id = ANY (${ids}) AND ${visibleViews(context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/**
 * The view of that ID, name or both: of this owner, else the viewer's own. Null where there is none that the viewer may see. Throws
 * what `lookUp` throws.
 */
export async function findView(
  context: Context,
  { ownerUserName, ...args }: { id?: string | null; name?: string | null; ownerUserName?: string | null },
): Promise<ViewRow | null> {
  const owner = ownerUserName ?? context.viewer.userName;
  return lookUp<ViewRow>(context, args, {
    type: 'View',
    scope: owner,
    byId: (id) => loadViewRow(context, id),
    byNames: (names) =>
      context.db.read(sql`
        SELECT ${viewColumns} FROM "view" v
        WHERE v.name = ANY (${names}) AND v.owner_id = (SELECT id FROM "user" WHERE user_name = ${owner}) AND ${visibleViews(context.viewer)}`),
    nameOf: ({ name }) => name,
  });
}

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
  args: PageArgs & { filter?: ViewFilter | null; orderBy?: ViewOrder | null },
  of?: { where: Sql; parentId: number },
): Promise<FoundConnection<ViewRow>> {
  const { kind, isShared, name: wanted } = args.filter ?? {};
  const given = whereGiven([
    [wanted, () => sql`v.name = ${wanted}`],
    [kind, () => sql`v.kind = ${kind}::view_kind`],
    [isShared, () => sql`v.is_shared = ${isShared}`],
  ]);
  const where = [visibleViews(context.viewer), ...(of ? [of.where] : []), ...given];
  const list = {
    columns: viewColumns,
    from: sql`FROM "view" v WHERE ${join(where, ' AND ')}`,
    ...orderOf(orders, args.orderBy, { field: 'CREATED_AT', direction: 'DESC' }),
  };
  return findConnection(context, name, args, list, of?.parentId);
}

/** The view of that ID, which the viewer is going to change: nobody else does until the transaction ends. Throws VIEW_NOT_FOUND, VIEW_FORBIDDEN, ID_INVALID. */
export async function getOwnView(tx: Transaction, viewer: Viewer, id: string): Promise<ViewRow & { filter: unknown }> {
  const where = { id: idKey('id', id, 'View')?.[0] ?? 0 };
  const { ownerId } = (await tx.view.findUnique({ where })) ?? {};
  if (ownerId !== undefined) await lockViews(tx, ownerId);
  const view = await tx.view.findUnique({ where });
  if (!view || !canSeeView(view, viewer)) throw refusal('VIEW_NOT_FOUND', { view: id });
  if (!canChangeView(view, viewer)) throw refusal('VIEW_FORBIDDEN', { viewer: viewer.userName, view: view.name });
  return view;
}

/** Has all that changes the views of one owner go one after the other until its transaction ends. */
export async function lockViews(tx: Transaction, ownerId: number): Promise<void> {
  await tx.$queryRaw`SELECT FROM "user" WHERE id = ${ownerId} FOR NO KEY UPDATE`;
}

/** Throws VIEW_EXISTS where the owner has another view of that name. */
export async function checkNamesake(tx: Transaction, view: { id?: number; ownerId: number; name: string }): Promise<void> {
  const { ownerId, name } = view;
  const namesake = await tx.view.findUnique({ where: { ownerId_name: { ownerId, name } } });
  if (namesake && namesake.id !== view.id) throw refusal('VIEW_EXISTS', { view: name });
}
