import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { loadRequestRow } from '../request/loadRequestRow';
import { canReadComments } from './access';
import { commentColumns, type CommentRow } from './commentRow';
import { loadDiscussion } from './loadDiscussion';

/** That comment on that request, null where there is none that the viewer may read. Batched. */
export async function loadCommentRow(context: Context, requestNumber: number, number: number): Promise<CommentRow | null> {
  const request = await loadRequestRow(context, requestNumber);
  if (!request || !canReadComments(await loadDiscussion(context, request), context.viewer)) return null;
  return context.loaders.load('comment', `${requestNumber}---${number}`, async (keys: string[]) => {
    const pairs = keys.map((key) => key.split('---').map(Number));
    const rows = await context.db.read<CommentRow>(sql`
      SELECT ${commentColumns} FROM unnest(${pairs.map(([one]) => one)}::int[], ${pairs.map(([, one]) => one)}::int[]) AS asked(request, comment)
      JOIN comment c ON c.request_id = asked.request AND c.number = asked.comment WHERE c.message IS NOT NULL`);
    return new Map(rows.map((row) => [`${row.requestId}---${row.number}`, row]));
  });
}
