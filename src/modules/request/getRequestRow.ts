import type { Context } from '../../context';
import { loadRequestRow } from './loadRequestRow';
import type { RequestRow } from './requestRow';

/** The request of something that the viewer may see: who sees the one sees the other. Batched. */
export async function getRequestRow(context: Context, number: number): Promise<RequestRow> {
  const row = await loadRequestRow(context, number);
  if (!row) throw new Error(`Request ${number} is gone`);
  return row;
}
