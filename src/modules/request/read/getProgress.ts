import { sql } from '../../../sql';
import type { Context } from '../../../context';
import type { Counts, Progress } from '../../../diagram/diagram';
import { runStatus, type RunStatus } from '../../../engine/runStatus';
import { getDefinition } from '../../process/getDefinition';
import type { RequestRow } from '../request';

interface Row {
  requestId: number;
  activities: { [name: string]: Counts } | null;
  transitions: { [index: string]: number } | null;
}

/**
 * Resolves to where a request stands: how many actions each of its activities has, and how often each transition was taken, which the
 * history tells, and of tokens that wait at a join the request itself. Batched.
 */
export async function getProgress(context: Context, { id, status, subStatus }: RequestRow): Promise<Progress> {
  const row = await context.loaders.load('progress', id, async (ids: number[]) => {
    const rows = await context.db.read<Row>(sql`
      SELECT r.id AS "requestId",
        (SELECT jsonb_object_agg(activity, counts) FROM (
          SELECT a.activity, jsonb_build_object(
            'open', count(*) FILTER (WHERE a.status <> 'CLOSED'),
            'done', count(*) FILTER (WHERE a.sub_status = 'COMPLETED'),
            'cancelled', count(*) FILTER (WHERE a.sub_status = 'CANCELLED'),
            'failed', count(*) FILTER (WHERE a.sub_status NOT IN ('COMPLETED', 'CANCELLED')),
            'isRecovered', (array_agg(a.sub_status ORDER BY a.number DESC))[1] = 'COMPLETED') AS counts
          FROM action a WHERE a.request_id = r.id GROUP BY a.activity
        ) by_activity) AS activities,
        (SELECT jsonb_object_agg(transition, times) FROM (
          SELECT token ->> 'transition' AS transition, count(*) AS times FROM (
            SELECT jsonb_array_elements(h.detail -> 'from') AS token FROM history h WHERE h.request_id = r.id AND h.type = 'ACTION_OPENED'
            UNION ALL SELECT jsonb_array_elements(w.value) FROM jsonb_each(r.engine -> 'waiting') w
          ) tokens WHERE (token ->> 'action')::int > 0 GROUP BY 1
        ) by_transition) AS transitions
      FROM request r WHERE r.id = ANY (${ids})`);
    return new Map(rows.map((one) => [one.requestId, one]));
  });
  return {
    title: `Request ${id}: ${(subStatus ?? status).toLowerCase()}`,
    activities: new Map(Object.entries(row?.activities ?? {})),
    transitions: new Map(Object.entries(row?.transitions ?? {}).map(([index, times]) => [Number(index), times])),
  };
}

/** Resolves to how a request stands, in the words of the Workflows API. Batched; one that is closed costs nothing. */
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
