import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import type { Case, Json } from '../../engine/state';
import { caseColumn } from '../../store/caseColumn';
import type { Database } from '../../store/openDatabase';

/** How far the requests are that an action starts. */
export interface Plan {
  process: string;
  /** Null: the active one. */
  version: number | null;
  isList: boolean;
  concurrency: number;
  wait: boolean;
  /** Whether the action is still to be done, or nobody waits for it anyway. */
  isWanted: boolean;
  isTest: boolean;
  requesterId: number;
  /** Whom all of them run for. */
  case: Case | null;
  /** How many requests stand above: 1 for one that no other started. */
  depth: number;
  /** The numbers of those that run. */
  open: number[];
  /** One has failed or was cancelled: no more are started. */
  hasFailed: boolean;
  /** The first that have not been started, as many as may run at a time. */
  missing: { index: number; input: { [name: string]: Json } }[];
}

/** The plan of an action, and what has come of it; null where there is none. */
export async function loadPlan(db: Database, requestId: number, action: number): Promise<Plan | null> {
  const [plan] = await db.read<Plan>(sql`
    WITH RECURSIVE above AS (
      SELECT id, parent_id, 1 AS depth FROM request WHERE id = ${requestId}
      UNION ALL SELECT r.id, r.parent_id, depth + 1 FROM above JOIN request r ON r.id = above.parent_id
    ), started AS MATERIALIZED (
      SELECT id, parent_index, status, sub_status FROM request WHERE parent_id = ${requestId} AND parent_action = ${action}
    )
    SELECT s.process, s.version, s.is_list AS "isList", s.concurrency, s.wait, a.status = 'RUNNING' OR NOT s.wait AS "isWanted",
      r.is_test AS "isTest", r.requester_id AS "requesterId", ${raw(caseColumn)}, (SELECT max(depth)::int FROM above) AS depth,
      ARRAY(SELECT id FROM started WHERE status = 'OPEN') AS open,
      EXISTS (SELECT FROM started WHERE status = 'CLOSED' AND sub_status <> 'COMPLETED') AS "hasFailed",
      COALESCE((
        SELECT jsonb_agg(jsonb_build_object('index', n, 'input', s.items -> n) ORDER BY n) FROM (
          SELECT n FROM generate_series(0, jsonb_array_length(s.items) - 1) n
          WHERE n NOT IN (SELECT parent_index FROM started) ORDER BY n LIMIT s.concurrency
        ) next
      ), '[]') AS missing
    FROM subprocess s JOIN request r ON r.id = s.request_id JOIN action a ON a.request_id = s.request_id AND a.number = s.action_number
      LEFT JOIN "case" k ON k.id = r.case_id
    WHERE s.request_id = ${requestId} AND s.action_number = ${action}`);
  return plan ?? null;
}
