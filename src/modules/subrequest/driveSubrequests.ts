import type { Work } from '../../engine/work';
import type { Clock } from '../../context';
import type { Store } from '../../store/createStore';
import type { Database } from '../../store/openDatabase';
import { adoptSubrequests } from './adoptSubrequests';
import { claimPlan, releasePlan } from './claimPlan';
import { keepPlan } from './keepPlan';
import { runPlan } from './runPlan';

type StartRequests = Extract<Work, { task: 'startRequests' }>;

/** What starting and following requests takes. */
export interface SubrequestDeps {
  db: Database;
  store: Store;
  clock: Clock;
}

/**
 * Does what is to be done next for an action that starts requests. Called for it, with `work`, when the action opens, and again when one of
 * those requests ends or the action was cancelled; of several jobs at once one does it, and looks again for the others. Throws GiveUp where one
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
