import { Refusal } from '../../errors';
import type { Command } from '../command';
import { moveAction } from '../move';
import { activityOf } from '../run/activityOf';
import { applyEffect } from '../run/applyEffect';
import { attempt } from '../run/attempt';
import { closeRequest } from '../run/closeRequest';
import { cutMessage } from '../run/cutMessage';
import { failAction } from '../run/failAction';
import { followOrClose } from '../run/followOrClose';
import { getOpenAction } from '../run/getOpenAction';
import { recordAutomatic } from '../run/record';
import type { Run } from '../run/run';
import { scopeOf } from '../run/scopeOf';
import { settle } from '../run/settle';
import { takeWeight } from '../run/takeWeight';
import type { Json } from '../state';

/**
 * Takes what came of the work that an action waited for: keeps it in `results`, closes the action with that outcome and
 * lets the flow go on. Throws ACTION_CLOSED, REQUEST_CLOSED, ACTION_NOT_FOUND.
 */
export async function finishAction(run: Run, command: Extract<Command, { type: 'FINISH_ACTION' }>): Promise<void> {
  const { outcome, result, detail } = command;
  const action = getOpenAction(run, command.action);
  const { behaviour } = activityOf(run, action.activity);
  const fault = keepResult(run, action.activity, result);
  const message = cutMessage(fault ?? command.message ?? `it ended as ${outcome}`);
  if (outcome === 'ERROR' || fault !== null) await failAction(run, action, message, detail);
  else if (outcome === 'COMPLETED') {
    const scope = { ...scopeOf(run, action), files: command.files ?? [] };
    const effect = await attempt(async () => (behaviour.automatic && (await behaviour.finish?.(scope))) || { data: {} });
    await applyEffect(run, action, effect, detail);
  } else {
    action.message = message;
    moveAction(action, 'CANCELLED', 'ENDED_CANCELLED', run.time);
    recordAutomatic(run, 'ACTION_CANCELLED', action, { outcome, message, ...detail });
    if (!(await followOrClose(run, action, 'CANCEL')))
      await closeRequest(run, { as: 'ERROR', cause: 'CANCELLATION_UNHANDLED', message: `${action.activity}: ${message}`, action });
  }
  await settle(run);
}

/** Keeps a result, or nothing instead where it is too much: then the reason is given. */
function keepResult(run: Run, activity: string, result: Json): string | null {
  const before = run.request.results[activity] ?? null;
  run.values = null;
  try {
    takeWeight(run, [result], [before]);
    run.request.results = { ...run.request.results, [activity]: result };
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    takeWeight(run, [null], [before]);
    run.request.results = { ...run.request.results, [activity]: null };
    return error.message;
  }
}
