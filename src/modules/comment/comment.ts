import { sql, type Sql } from '../../sql';
import type { Context } from '../../context';
import type { TimeOrder } from '../../generated/graphql';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, orderOf, type FoundConnection } from '../findConnection';
import { loadLarge } from '../loadLarge';
import { getDefinition } from '../process/getDefinition';
import { getProcessRow } from '../process/process';
import { loadRequestRow, type RequestRow } from '../request/request';
import { canReadComments, type Discussion } from './access';

/** A comment as the fields of `Comment` read it. */
export interface CommentRow {
  requestId: number;
  number: number;
  authorId: number;
  at: Date;
}

/** Its columns out of `comment c`; its message is loaded when it is asked for. */
const commentColumns: Sql = sql`c.request_id AS "requestId", c.number, c.author_id AS "authorId", c.at`;

/** A page of comments. */
export type CommentRows = FoundConnection<CommentRow>;

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

/** The text of a comment that the viewer may read; empty when it was removed a moment ago. Batched. */
export async function loadMessage(context: Context, { requestId, number }: CommentRow): Promise<string> {
  const message = await loadLarge<string, string>(context, 'comment.message', `${requestId}---${number}`, (keys) => ({
    from: sql`SELECT asked.key, c.message AS stored FROM unnest(${keys}::text[]) AS asked(key)
      JOIN comment c ON c.request_id = split_part(asked.key, '---', 1)::int AND c.number = split_part(asked.key, '---', 2)::int`,
  }));
  return message ?? '';
}

/** Resolves to what decides about the comments on a request for the viewer. Batched. */
export async function loadDiscussion(context: Context, { id, processId, requesterId }: RequestRow): Promise<Discussion> {
  const [definition, { folderId }, ownParticipants] = await Promise.all([
    getDefinition(context, processId),
    getProcessRow(context, processId),
    loadOwnParticipants(context, id),
  ]);
  return { definition, folderId, requesterId, ownParticipants };
}

async function loadOwnParticipants(context: Context, requestId: number): Promise<string[]> {
  const names = await context.loaders.load('own participants', requestId, async (ids: number[]) => {
    const rows = await context.db.read<{ requestId: number; names: string[] }>(sql`
      SELECT request_id AS "requestId", array_agg(participant) AS names FROM action
      WHERE assignee_id = ${context.viewer.id} AND status <> 'CLOSED' AND participant IS NOT NULL AND request_id = ANY (${ids})
      GROUP BY request_id`);
    return new Map(rows.map((row) => [row.requestId, row.names]));
  });
  return names ?? [];
}

/** The comments on a request that the viewer sees, oldest first; none for who may not read them. */
export async function findComments(
  context: Context,
  request: RequestRow,
  args: PageArgs & { orderBy?: TimeOrder | null },
): Promise<FoundConnection<CommentRow>> {
  const mayRead = canReadComments(await loadDiscussion(context, request), context.viewer);
  return findConnection(
    context,
    'Request.comments',
    args,
    {
      columns: commentColumns,
      from: sql`FROM comment c WHERE c.request_id = parent.id AND c.message IS NOT NULL`,
      ...orderOf({ NUMBER: [{ by: sql`c.number`, type: 'int' }] }, args.orderBy, { field: 'NUMBER', direction: 'ASC' }),
    },
    // No request has the number 0.
    mayRead ? request.id : 0,
  );
}
