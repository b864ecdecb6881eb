import { sql } from '../../sql';
import { GiveUp } from '../../jobs/task';
import type { Database } from '../../store/openDatabase';
import { advanceRequest } from '../request/change/advanceRequest';
import type { SubrequestDeps } from './driveSubrequests';
import { finishSubprocess } from './finishSubprocess';
import { loadPlan } from './loadPlan';
import { startSubrequest } from './startSubrequest';

/**
 * Starts as many of the requests of a plan as may run at a time, until there is nothing to do but wait; tells its request when all have ended;
 * cancels those that run when the action was. A plan that is done is removed. Throws GiveUp where one cannot be started and nobody waits for it.
 */
export async function runPlan(deps: SubrequestDeps, requestId: number, action: number): Promise<void> {
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
    if (failure !== null && !plan.wait) throw new GiveUp(failure);
    return;
  }
}

async function forget(db: Database, requestId: number, action: number): Promise<void> {
  await db.query(sql`DELETE FROM subprocess WHERE request_id = ${requestId} AND action_number = ${action}`);
}
