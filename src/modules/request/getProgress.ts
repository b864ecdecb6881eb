import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { Counts, Progress } from '../../diagram/progress';
import type { RequestRow } from './requestRow';

interface Row {
  requestId: number;
  activities: { [name: string]: Counts } | null;
  transitions: { [index: string]: number } | null;
}

/**
 * Where a request stands: how many actions each of its activities has, and how often each transition was taken, which the
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
            'isMended', (array_agg(a.sub_status ORDER BY a.number DESC))[1] = 'COMPLETED') AS counts
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
