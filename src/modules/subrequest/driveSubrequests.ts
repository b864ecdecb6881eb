import type { Clock } from '../../context';
import type { Work } from '../../engine/work';
import { PermanentFailure } from '../../jobs/task';
import { sql } from '../../sql';
import type { Store } from '../../store/createStore';
import type { Database } from '../../store/openDatabase';
import { advanceRequest } from '../request/change/advanceRequest';
import { finishSubprocess } from './finishSubprocess';
import { loadPlan } from './loadPlan';
import { startSubrequest } from './startSubrequest';

type StartRequests = Extract<Work, { task: 'startRequests' }>;

/** What starting and following requests takes. */
export interface SubrequestDeps {
  db: Database;
  store: Store;
  clock: Clock;
}

/** Which plan, and the job that wants to carry it out. */
interface Claim {
  requestId: number;
  action: number;
  /** The job's ID. */
  job: string;
}

/**
 * Does what is to be done next for an action that starts requests. Called for it, with `work`, when the action opens, and again when one of
 * those requests ends or the action was cancelled; of several jobs at once one does it, and looks again for the others. Throws PermanentFailure where one
 * cannot be started and nobody waits for it.
 */
export async function driveSubrequests(
  deps: SubrequestDeps,
  { requestId, action, job, work }: { requestId: number; action: number; job: string; work?: StartRequests | undefined },
): Promise<void> {
  if (work?.resumes) await adoptSubrequests(deps, requestId, action, work.resumes.action, work.items.length);
  if (work) await keepPlan(deps.db, requestId, action, work);
  const claim = { requestId, action, job };
  let wakes = await claimPlan(deps.db, claim);
  while (wakes !== null) {
    await runPlan(deps, requestId, action);
    wakes = await releasePlan(deps.db, claim, wakes);
  }
}

/**
 * Counts the requests that an earlier action of the same activity started for this one, which takes `items`: those that are completed, and those
 * that somebody has opened again. First ends what the earlier one still runs. Safe to be done twice.
 */
async function adoptSubrequests(deps: SubrequestDeps, requestId: number, action: number, earlier: number, items: number): Promise<void> {
  await runPlan(deps, requestId, earlier);
  await deps.db.query(sql`
    UPDATE request r SET parent_action = ${action}, version = version + 1
    WHERE parent_id = ${requestId} AND parent_action = ${earlier} AND parent_index < ${items} AND (status = 'OPEN' OR sub_status = 'COMPLETED')
      AND NOT EXISTS (SELECT FROM request other WHERE other.parent_id = ${requestId} AND other.parent_action = ${action} AND other.parent_index = r.parent_index)`);
}

/**
 * Makes a job the only one that carries out a plan. Resolves to how often jobs have looked at the plan, for `releasePlan`; to null where there is
 * no plan, or another job that runs carries it out: that one looks again.
 */
async function claimPlan(db: Database, { requestId, action, job }: Claim): Promise<number | null> {
  const [plan] = await db.query<{ wakes: number; isMine: boolean }>(sql`
    UPDATE subprocess s SET wakes = wakes + 1, driver = CASE
      WHEN EXISTS (SELECT FROM graphile_worker._private_jobs j WHERE j.id = s.driver AND j.locked_at IS NOT NULL) THEN s.driver
      ELSE ${job}::bigint END
    WHERE request_id = ${requestId} AND action_number = ${action} RETURNING wakes, driver = ${job}::bigint AS "isMine"`);
  return plan?.isMine ? plan.wakes : null;
}

/** Leaves the plan to others, and resolves to null; where another job has looked since, keeps it and resolves to the new count. */
async function releasePlan(db: Database, { requestId, action, job }: Claim, wakes: number): Promise<number | null> {
  const [plan] = await db.query<{ wakes: number; isKept: boolean }>(sql`
    UPDATE subprocess SET driver = CASE WHEN wakes = ${wakes}::int THEN NULL ELSE driver END
    WHERE request_id = ${requestId} AND action_number = ${action} AND driver = ${job}::bigint RETURNING wakes, driver IS NOT NULL AS "isKept"`);
  return plan?.isKept ? plan.wakes : null;
}

/** Keeps what an action is to start, once, where the action is still to be done. */
async function keepPlan(
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

/**
 * Starts as many of the requests of a plan as may run at a time, until there is nothing to do but wait; tells its request when all have ended;
 * cancels those that run when the action was. A plan that is done is removed. Throws PermanentFailure where one cannot be started and nobody waits for it.
 */
async function runPlan(deps: SubrequestDeps, requestId: number, action: number): Promise<void> {
  for (;;) {
    const plan = await loadPlan(deps.db, requestId, action);
    if (!plan) return;
    const { isWanted, isEnded, isOrphaned, open, missing, hasFailed, concurrency } = plan;
    if (!isWanted || isEnded) {
      const numbers = isEnded ? [requestId, ...open] : open;
      await Promise.all(numbers.map((number) => advanceRequest(deps, number, { type: 'CANCEL_REQUEST' })));
      return forget(deps.db, requestId, action);
    }
    // Nothing more is started under a request that was cancelled: the cancellation is on its way here.
    if (isOrphaned) return;
    const next = hasFailed ? [] : missing.slice(0, Math.max(concurrency - open.length, 0));
    if (next.length === 0 && open.length > 0) return;
    const ends = await Promise.all(next.map(({ index, input }) => startSubrequest(deps, plan, { id: requestId, action, index }, input)));
    const failure = ends.find((end) => end !== null) ?? null;
    if (next.length > 0 && failure === null) continue;
    // Those that run are waited for: the last of them comes by here again.
    if (failure !== null && plan.wait && (await loadPlan(deps.db, requestId, action))?.open.length) return;
    if (plan.wait) await finishSubprocess(deps, requestId, action, plan, failure);
    await forget(deps.db, requestId, action);
    if (failure !== null && !plan.wait) throw new PermanentFailure(failure);
    return;
  }
}

async function forget(db: Database, requestId: number, action: number): Promise<void> {
  await db.query(sql`DELETE FROM subprocess WHERE request_id = ${requestId} AND action_number = ${action}`);
}
