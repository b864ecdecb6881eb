import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { getDefinition } from '../process/getDefinition';
import type { RequestRow } from './requestRow';
import { runStatus, type RunStatus } from './runStatus';

/** How a request stands, in the words of the Workflows API. Batched; one that is closed costs nothing. */
export async function getRunStatus(context: Context, request: RequestRow): Promise<RunStatus> {
  if (request.status === 'CLOSED') return runStatus(request, [], { activities: new Map() });
  const [open, definition] = await Promise.all([
    context.loaders.load('open activities', request.id, async (ids: number[]) => {
      const rows = await context.db.read<{ id: number; activities: string[] }>(sql`
        SELECT request_id AS id, array_agg(activity) AS activities FROM action
        WHERE request_id = ANY (${ids}) AND status <> 'CLOSED' GROUP BY request_id`);
      return new Map(rows.map(({ id, activities }) => [id, activities]));
    }),
    getDefinition(context, request.processId),
  ]);
  return runStatus(request, open ?? [], { activities: new Map(definition.activities.map((activity) => [activity.name, { activity }])) });
}
