import { Refusal, refusal } from '../../errors';
import { limits } from '../../limits';
import type { Effect } from '../activities/activityType';
import { moveAction } from '../transitions';
import type { ActionState, Json } from '../state';
import { weigh } from '../measureJson';
import type { Work } from '../work';
import { closeRequest } from './closeRequest';
import { failAction } from './failAction';
import { followOrClose } from './follow';
import { recordAutomatic } from './actions';
import type { Run } from './run';
import { setData, takeWeight } from './setData';

/**
 * Does to the request what an automatic action came to: closes the action and lets the flow go on from it, or ends the
 * request; with work to be done outside it goes on running. `detail` is for the history; `hasResult`: `results` has what came of it already.
 */
export async function applyEffect(
  run: Run,
  action: ActionState,
  effect: Effect,
  { detail = {}, hasResult = false }: { detail?: { [name: string]: Json }; hasResult?: boolean } = {},
): Promise<void> {
  const failure = 'failure' in effect ? effect.failure : keep(run, action, effect);
  if (failure !== null) return failAction(run, action, failure, { detail, hasResult });
  if ('work' in effect && !effect.continues) return;
  moveAction(action, 'COMPLETED', 'DONE', run.time);
  recordAutomatic(run, 'ACTION_COMPLETED', action, { ...('data' in effect && { data: Object.keys(effect.data) }), ...detail });
  if ('end' in effect) return closeRequest(run, { as: effect.end, cause: 'END_REACHED', message: effect.message, action });
  if ('answer' in effect && !effect.continues) return closeRequest(run, { as: 'COMPLETED', cause: 'ANSWERED', message: null, action });
  await followOrClose(run, action, 'COMPLETE');
}

/** Keeps what an action came to, which may be too much: then nothing of it is kept, and the reason is given. */
function keep(run: Run, action: ActionState, effect: Exclude<Effect, { failure: string }>): string | null {
  try {
    if ('work' in effect) takeWork(run, action, effect.work);
    if ('data' in effect) setData(run, effect.data);
    if ('answer' in effect && !run.request.answer) {
      takeWeight(run, [{ ...effect.answer }]);
      run.request.answer = effect.answer;
    }
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.message;
    throw error;
  }
}

function takeWork(run: Run, action: ActionState, work: Work): void {
  const limit = limits.workBytes.value;
  const bytes = run.workBytes + weigh(work as unknown as Json, limit);
  if (bytes > limit) throw refusal('WORK_TOO_LARGE', { limit });
  run.workBytes = bytes;
  run.work.push({ action: action.number, work });
}
