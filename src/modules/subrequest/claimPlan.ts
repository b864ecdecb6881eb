import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Database } from '../../store/openDatabase';

/** Which plan, and the job that wants to carry it out. */
interface Claim {
  requestId: number;
  action: number;
  /** The job's ID. */
  job: string;
}

/**
 * Makes a job the only one that carries out a plan. Resolves to how often jobs have looked at the plan, for `releasePlan`; to null where there is
 * no plan, or another job that runs carries it out: that one looks again.
 */
export async function claimPlan(db: Database, { requestId, action, job }: Claim): Promise<number | null> {
  const [plan] = await db.query<{ wakes: number; isMine: boolean }>(sql`
    UPDATE subprocess s SET wakes = wakes + 1, driver = CASE
      WHEN EXISTS (SELECT FROM graphile_worker._private_jobs j WHERE j.id = s.driver AND j.locked_at IS NOT NULL) THEN s.driver
      ELSE ${job}::bigint END
    WHERE request_id = ${requestId} AND action_number = ${action} RETURNING wakes, driver = ${job}::bigint AS "isMine"`);
  return plan?.isMine ? plan.wakes : null;
}

/** Leaves the plan to others, and resolves to null; where another job has looked since, keeps it and resolves to the new count. */
export async function releasePlan(db: Database, { requestId, action, job }: Claim, wakes: number): Promise<number | null> {
  const [plan] = await db.query<{ wakes: number; isKept: boolean }>(sql`
    UPDATE subprocess SET driver = CASE WHEN wakes = ${wakes}::int THEN NULL ELSE driver END
    WHERE request_id = ${requestId} AND action_number = ${action} AND driver = ${job}::bigint RETURNING wakes, driver IS NOT NULL AS "isKept"`);
  return plan?.isKept ? plan.wakes : null;
}
