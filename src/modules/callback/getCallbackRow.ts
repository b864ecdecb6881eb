import type { Context } from '../../context';
import type { CallbackRow } from './callbackRow';
import { loadCallbackRow } from './loadCallbackRow';

/** The callback of something that the viewer may see: who sees the one sees the other. Batched. */
export async function getCallbackRow(context: Context, id: number): Promise<CallbackRow> {
  const row = await loadCallbackRow(context, id);
  if (!row) throw new Error(`Callback ${id} is gone`);
  return row;
}
