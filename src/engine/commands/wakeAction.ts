import type { Command } from '../command';
import { moveAction } from '../move';
import { activityOf } from '../run/activityOf';
import { applyEffect } from '../run/applyEffect';
import { closeRequest } from '../run/closeRequest';
import { followOrClose } from '../run/followOrClose';
import { getOpenAction } from '../run/getOpenAction';
import { recordAutomatic } from '../run/record';
import type { Run } from '../run/run';
import { settle } from '../run/settle';
import { spendStep } from '../run/spendStep';

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
  if (activityOf(run, action.activity).behaviour.automatic) await applyEffect(run, action, { data: {} });
  else if (!(await spendStep(run, action.activity))) {
    moveAction(action, 'TIMEOUT', 'LIMIT_PASSED', run.time);
    recordAutomatic(run, 'ACTION_TIMED_OUT', action);
    const message = `${action.activity}: its limit has passed`;
    if (!(await followOrClose(run, action, 'TIMEOUT')))
      await closeRequest(run, { as: 'ERROR', cause: 'LIMIT_UNHANDLED', message, action, isRetriable: true });
  }
  await settle(run);
}
