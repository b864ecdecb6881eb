import type { Effect } from '../activities/behaviour';
import { moveAction } from '../move';
import type { ActionState, Json } from '../state';
import { closeRequest } from './closeRequest';
import { failAction } from './failAction';
import { followOrClose } from './followOrClose';
import { recordAutomatic } from './record';
import type { Run } from './run';
import { setData } from './setData';

/**
 * Does to the request what an automatic action came to: closes the action and lets the flow go on from it, or ends the
 * request; with work to be done outside it goes on running. `detail` is for the history.
 */
export async function applyEffect(run: Run, action: ActionState, effect: Effect, detail: { [name: string]: Json } = {}): Promise<void> {
  if ('work' in effect) {
    run.work.push({ action: action.number, work: effect.work });
    if (!effect.goesOn) return;
  }
  if ('failure' in effect) return failAction(run, action, effect.failure, detail);

  if ('data' in effect) setData(run, effect.data);
  if ('answer' in effect) run.request.answer ??= effect.answer;
  moveAction(action, 'COMPLETED', 'DONE', run.time);
  recordAutomatic(run, 'ACTION_COMPLETED', action, { ...('data' in effect && { data: Object.keys(effect.data) }), ...detail });
  if ('end' in effect) return closeRequest(run, { as: effect.end, cause: 'END_REACHED', message: effect.message, action });
  if ('answer' in effect && !effect.goesOn) return closeRequest(run, { as: 'COMPLETED', cause: 'ANSWERED', message: null, action });
  await followOrClose(run, action, 'COMPLETE');
}
