import type { Context } from '../../context';
import { refusal } from '../../errors';
import { idKey } from '../../relay/idKey';
import { canChangeView } from './access';
import { loadViewRow } from './loadViewRow';
import type { ViewRow } from './viewRow';

/** The view of that ID, which the viewer is going to change. Throws VIEW_NOT_FOUND, VIEW_FORBIDDEN, ID_INVALID. */
export async function getOwnView(context: Context, id: string): Promise<ViewRow> {
  const view = await loadViewRow(context, idKey('id', id, 'View')?.[0] ?? 0);
  if (!view) throw refusal('VIEW_NOT_FOUND', { view: id });
  if (!canChangeView(view, context.viewer)) throw refusal('VIEW_FORBIDDEN', { viewer: context.viewer.userName, view: view.name });
  return view;
}
