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

/**
 * An automatic action that waited for its time is done. One of a person has passed its limit: it is closed as TIMEOUT, and
 * the flow goes on along its transition for that, or the request ends. Throws ACTION_CLOSED, REQUEST_CLOSED, ACTION_NOT_FOUND.
 */
export async function wakeAction(run: Run, command: Extract<Command, { type: 'WAKE_ACTION' }>): Promise<void> {
  const action = getOpenAction(run, command.action);
  // A run that waits does not run away.
  run.request.steps = 0;
  if (activityOf(run, action.activity).behaviour.automatic) await applyEffect(run, action, { data: {} });
  else {
    moveAction(action, 'TIMEOUT', 'LIMIT_PASSED', run.time);
    recordAutomatic(run, 'ACTION_TIMED_OUT', action);
    if (!(await followOrClose(run, action, 'TIMEOUT'))) {
      run.request.failedAction = action.number;
      await closeRequest(run, { as: 'ERROR', cause: 'LIMIT_UNHANDLED', message: `${action.activity}: its limit has passed`, action });
    }
  }
  await settle(run);
}
