import type { Command } from '../command';
import { moveAction } from '../transitions';
import { activityOf, getOpenAction, recordAutomatic, attempt } from '../run/actions';
import { applyEffect } from '../run/applyEffect';
import { closeRequest, cutMessage, spendStep } from '../run/closeRequest';
import { failAction, failedResult, keepResult } from '../run/failAction';
import { followOrClose } from '../run/follow';
import type { Run } from '../run/run';
import { scopeOf } from '../run/scopeOf';
import { settle } from '../run/settle';

/**
 * Takes what came of the work that an action waited for: keeps it in `results`, closes the action with that outcome and
 * lets the flow go on. Throws ACTION_CLOSED, REQUEST_CLOSED, ACTION_NOT_FOUND.
 */
export async function finishAction(run: Run, command: Extract<Command, { type: 'FINISH_ACTION' }>): Promise<void> {
  const { outcome, result, detail } = command;
  const action = getOpenAction(run, command.action);
  const { behavior } = activityOf(run, action.activity);
  const reason = command.message ?? `it ended as ${outcome}`;
  const fault = keepResult(run, action.activity, outcome === 'COMPLETED' ? result : (result ?? failedResult(cutMessage(reason))));
  const message = cutMessage(fault ?? reason);
  if (outcome === 'ERROR' || fault !== null) await failAction(run, action, message, { detail, hasResult: true });
  else if (outcome === 'COMPLETED') {
    const scope = { ...scopeOf(run, action), files: command.files ?? [] };
    const effect = await attempt(async () => (behavior.automatic && (await behavior.finish?.(scope))) || { data: {} });
    await applyEffect(run, action, effect, { detail, hasResult: true });
  } else {
    action.message = message;
    moveAction(action, 'CANCELLED', 'ENDED_CANCELLED', run.time);
    recordAutomatic(run, 'ACTION_CANCELLED', action, { outcome, message, ...detail });
    if (!(await followOrClose(run, action, 'CANCEL')))
      await closeRequest(run, {
        as: 'ERROR',
        cause: 'CANCELLATION_UNHANDLED',
        message: `${action.activity}: ${message}`,
        action,
        isRetriable: true,
      });
  }
  await settle(run);
}

/**
 * An automatic action that waited for its time is done. One of a person has passed its limit: it is closed as TIMEOUT, and
 * the flow goes on along its transition for that, or the request ends. Each full second of the wait gives one step back, so that a circle
 * without a real wait comes to an end and one that waits goes on for ever. Throws ACTION_CLOSED, REQUEST_CLOSED, ACTION_NOT_FOUND.
 */
export async function wakeAction(run: Run, command: Extract<Command, { type: 'WAKE_ACTION' }>): Promise<void> {
  const action = getOpenAction(run, command.action);
  const { at = run.time } = command;
  const waitedMs = Math.max(Date.parse(at) - Date.parse(action.openedAt), 0);
  run.request.steps = Math.max(run.request.steps - Math.floor(waitedMs / 1_000), 0);
  if (activityOf(run, action.activity).behavior.automatic) await applyEffect(run, action, { data: {} });
  else if (!(await spendStep(run, action.activity))) {
    moveAction(action, 'TIMEOUT', 'LIMIT_PASSED', run.time);
    recordAutomatic(run, 'ACTION_TIMED_OUT', action);
    const message = `${action.activity}: its limit has passed`;
    if (!(await followOrClose(run, action, 'TIMEOUT')))
      await closeRequest(run, { as: 'ERROR', cause: 'LIMIT_UNHANDLED', message, action, isRetriable: true });
  }
  await settle(run);
}
