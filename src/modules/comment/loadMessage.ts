import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { loadLarge } from '../loadLarge';
import type { CommentRow } from './commentRow';

/** The text of a comment that the viewer may read; empty when it was removed a moment ago. Batched. */
export async function loadMessage(context: Context, { requestId, number }: CommentRow): Promise<string> {
  const message = await loadLarge<string, string>(context, 'comment.message', `${requestId}---${number}`, (keys) => ({
    from: sql`SELECT asked.key, c.message AS stored FROM unnest(${keys}::text[]) AS asked(key)
      JOIN comment c ON c.request_id = split_part(asked.key, '---', 1)::int AND c.number = split_part(asked.key, '---', 2)::int`,
  }));
  return message ?? '';
}
