import { refusal } from '../../errors';
import { idKey } from '../../relay/idKey';
import type { Transaction } from '../../store/transaction';
import type { Viewer } from '../../store/viewer';
import { canChangeView, canSeeView } from './access';
import { lockViews } from './lockViews';
import type { ViewRow } from './viewRow';

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
