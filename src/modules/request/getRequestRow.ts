import type { Context } from '../../context';
import { refusal } from '../../errors';
import { loadRequestRow } from './loadRequestRow';
import type { RequestRow } from './requestRow';

/** The request of something that the viewer may see: who sees the one sees the other. Batched. Throws REQUEST_NOT_FOUND where it was deleted a moment ago. */
export async function getRequestRow(context: Context, number: number): Promise<RequestRow> {
  const row = await loadRequestRow(context, number);
  if (!row) throw refusal('REQUEST_NOT_FOUND', { request: number });
  return row;
}
