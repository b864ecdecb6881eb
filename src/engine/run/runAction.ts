import { Refusal } from '../../errors';
import type { Behaviour, Effect } from '../activities/behaviour';
import { moveAction } from '../move';
import type { ActionState } from '../state';
import { closeRequest } from './closeRequest';
import { followOrClose } from './followOrClose';
import { recordAutomatic } from './record';
import type { Run } from './run';
import { scopeOf } from './scopeOf';
import { setData } from './setData';

type Automatic = Extract<Behaviour, { automatic: true }>;

/** Runs an automatic action that was just opened, closes it, and lets the flow go on from it, or ends the request. */
export async function runAction(run: Run, action: ActionState, behaviour: Automatic): Promise<void> {
  run.request.steps++;
  const effect = await attempt(run, action, behaviour);
  if ('failure' in effect) return fail(run, action, effect.failure);

  if ('data' in effect) setData(run, effect.data);
  moveAction(action, 'COMPLETED', 'DONE', run.time);
  recordAutomatic(run, 'ACTION_COMPLETED', action, 'data' in effect ? { data: Object.keys(effect.data) } : {});
  if ('end' in effect) await closeRequest(run, { as: effect.end, cause: 'END_REACHED', message: effect.message, action });
  else await followOrClose(run, action, 'COMPLETE');
}

async function attempt(run: Run, action: ActionState, behaviour: Automatic): Promise<Effect> {
  try {
    return await behaviour.run(scopeOf(run, action));
  } catch (error) {
    if (error instanceof Refusal) return { failure: error.message };
    throw error;
  }
}

async function fail(run: Run, action: ActionState, message: string): Promise<void> {
  action.message = message;
  moveAction(action, 'ERROR', 'FAILED', run.time);
  recordAutomatic(run, 'ACTION_FAILED', action, { message });
  if (await followOrClose(run, action, 'ERROR')) return;
  await closeRequest(run, { as: 'ERROR', cause: 'ERROR_UNHANDLED', message: `${action.activity}: ${message}`, action });
}
