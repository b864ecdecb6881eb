import { raw, sql } from '../../sql';
import type { Case, Family, Json } from '../../engine/state';
import { caseColumn } from '../../store/load/caseColumn';
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
  /** An administrator has ended the family. */
  isEnded: boolean;
  /** An action above that waits for this one was cancelled. */
  isOrphaned: boolean;
  isTest: boolean;
  requesterId: number;
  /** Whom all of them run for. */
  case: Case | null;
  /** Where its own request stands. */
  family: Omit<Family, 'maxSize'>;
  /** How many calls through hooks of this server led to its own request. */
  hops: number;
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
      SELECT request_id, wait, false AS is_closed FROM subprocess WHERE request_id = ${requestId} AND action_number = ${action}
      UNION ALL
      SELECT s.request_id, s.wait, a.status = 'CLOSED' FROM above JOIN request r ON r.id = above.request_id
        JOIN subprocess s ON s.request_id = r.parent_id AND s.action_number = r.parent_action
        JOIN action a ON a.request_id = r.parent_id AND a.number = r.parent_action
      WHERE above.wait AND s.wait AND NOT above.is_closed
    ), started AS MATERIALIZED (
      SELECT id, parent_index, status, sub_status FROM request WHERE parent_id = ${requestId} AND parent_action = ${action}
    )
    SELECT s.process, s.version, s.is_list AS "isList", s.concurrency, s.wait,
      a.status = 'RUNNING' OR NOT s.wait AS "isWanted", top.family_ended_at IS NOT NULL AS "isEnded", EXISTS (SELECT FROM above WHERE is_closed) AS "isOrphaned",
      r.is_test AS "isTest", r.requester_id AS "requesterId", ${raw(caseColumn)}, r.hops,
      jsonb_build_object('root', top.id, 'depth', r.depth, 'size', top.descendants) AS family,
      ARRAY(SELECT id FROM started WHERE status = 'OPEN') AS open,
      EXISTS (SELECT FROM started WHERE status = 'CLOSED' AND sub_status <> 'COMPLETED') AS "hasFailed",
      COALESCE((
        SELECT jsonb_agg(jsonb_build_object('index', n, 'input', s.items -> n) ORDER BY n) FROM (
          SELECT n FROM generate_series(0, jsonb_array_length(s.items) - 1) n
          WHERE n NOT IN (SELECT parent_index FROM started) ORDER BY n LIMIT s.concurrency
        ) next
      ), '[]') AS missing
    FROM subprocess s JOIN request r ON r.id = s.request_id JOIN request top ON top.id = COALESCE(r.root_id, r.id) JOIN action a ON a.request_id = s.request_id AND a.number = s.action_number
      LEFT JOIN "case" k ON k.id = r.case_id
    WHERE s.request_id = ${requestId} AND s.action_number = ${action}`);
  return plan ?? null;
}
