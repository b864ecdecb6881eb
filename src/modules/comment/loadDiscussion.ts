import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { getDefinition } from '../process/getDefinition';
import { getProcessRow } from '../process/getProcessRow';
import type { RequestRow } from '../request/requestRow';
import type { Discussion } from './access';

/** What decides about the comments on a request for the viewer. Batched. */
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
