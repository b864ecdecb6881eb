import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Clock } from '../../context';
import type { Work } from '../../engine/work';
import type { Store } from '../../store/createStore';
import type { Database } from '../../store/openDatabase';
import { advanceRequest } from '../request/advanceRequest';
import { finishSubprocess } from './finishSubprocess';
import { keepPlan } from './keepPlan';
import { loadPlan } from './loadPlan';
import { startSubrequest } from './startSubrequest';

type StartRequests = Extract<Work, { task: 'startRequests' }>;

/** What starting and following requests takes. */
export interface SubrequestDeps {
  db: Database;
  store: Store;
  clock: Clock;
}

/**
 * Does what is to be done next for an action that starts requests: starts as many as may run at a time, tells its request when all have
 * ended, cancels those that run when the action was. Called again when one of them ends; by several at once it does the same as by one.
 * Throws an Error where one cannot be started and nobody waits for it. `work` is given the first time.
 */
export async function driveSubrequests(deps: SubrequestDeps, requestId: number, action: number, work?: StartRequests): Promise<void> {
  if (work) await keepPlan(deps.db, requestId, action, work);
  for (;;) {
    const plan = await loadPlan(deps.db, requestId, action);
    if (!plan) return;
    const { isWanted, open, missing, hasFailed, concurrency } = plan;
    if (!isWanted) {
      await Promise.all(open.map((number) => advanceRequest(deps, number, { type: 'CANCEL_REQUEST' })));
      return forget(deps.db, requestId, action);
    }
    const next = hasFailed ? [] : missing.slice(0, Math.max(concurrency - open.length, 0));
    if (next.length === 0 && open.length > 0) return;
    const ends = await Promise.all(next.map(({ index, input }) => startSubrequest(deps, plan, { id: requestId, action, index }, input)));
    const failure = ends.find((end) => end !== null) ?? null;
    if (next.length > 0 && failure === null) continue;
    if (failure !== null && !plan.wait) throw new Error(failure);
    // Those that run are waited for: the last of them comes by here again.
    if (failure !== null && (await loadPlan(deps.db, requestId, action))?.open.length) return;
    if (plan.wait) await finishSubprocess(deps, requestId, action, plan, failure);
    return forget(deps.db, requestId, action);
  }
}

async function forget(db: Database, requestId: number, action: number): Promise<void> {
  await db.query(sql`DELETE FROM subprocess WHERE request_id = ${requestId} AND action_number = ${action}`);
}
