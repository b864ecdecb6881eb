import type { Effect } from '../activities/behaviour';
import type { Json } from '../state';
import type { Run } from './run';

/**
 * The effect of an activity that RETRY opened again, whose work goes on where that of the action `earlier` stopped: sub-processes that are
 * completed are not started again, and a call that was interrupted, and may have reached its peer, keeps its Idempotency-Key.
 */
export function resumeWork(run: Run, activity: string, effect: Effect, earlier: number, isInterrupted: boolean): Effect {
  if (!('work' in effect)) return effect;
  const { work } = effect;
  if (work.task === 'startRequests')
    return { ...effect, work: { ...work, resumes: { action: earlier, done: countCompleted(run.request.results[activity]) } } };
  if (work.task === 'callHttp' && isInterrupted) return { ...effect, work: { ...work, keyAction: earlier } };
  return effect;
}

/** How many sub-processes that a result is of are completed. */
function countCompleted(result: Json | undefined): number {
  return [result ?? []].flat().filter((one) => typeof one === 'object' && one !== null && 'status' in one && one.status === 'COMPLETED')
    .length;
}
