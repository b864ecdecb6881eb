import { refusal } from '../../errors';
import { idKey } from '../../relay/globalId';
import type { Transaction } from '../../store/transaction';
import type { Viewer } from '../../store/viewer';
import { canChangeView, canSeeView, type ViewRow } from './view';

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
