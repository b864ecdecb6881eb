import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Work } from '../../engine/work';
import type { Database } from '../../store/openDatabase';

/** Keeps what an action is to start, once, where the action is still to be done. */
export async function keepPlan(
  db: Database,
  requestId: number,
  action: number,
  { process, version, items, isList, concurrency, wait }: Extract<Work, { task: 'startRequests' }>,
): Promise<void> {
  await db.query(sql`
    INSERT INTO subprocess (request_id, action_number, process, version, items, is_list, concurrency, wait)
    SELECT a.request_id, a.number, ${process}::text, ${version}::int, ${JSON.stringify(items)}::jsonb, ${isList}::boolean, ${concurrency}::int,
      ${wait}::boolean
    FROM action a WHERE a.request_id = ${requestId} AND a.number = ${action} AND (a.status = 'RUNNING' OR NOT ${wait}::boolean)
    ON CONFLICT DO NOTHING`);
}
