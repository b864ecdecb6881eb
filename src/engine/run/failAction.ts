import { moveAction } from '../move';
import type { ActionState, Json } from '../state';
import { closeRequest } from './closeRequest';
import { cutMessage } from './cutMessage';
import { followOrClose } from './followOrClose';
import { recordAutomatic } from './record';
import type { Run } from './run';

/**
 * Closes an automatic action as ERROR; the flow goes on along its transition for that, or the request ends, which it always does where that
 * `isFinal`. `detail` is for the history.
 */
export async function failAction(
  run: Run,
  action: ActionState,
  reason: string,
  detail: { [name: string]: Json } = {},
  isFinal = false,
): Promise<void> {
  const message = cutMessage(reason);
  action.message = message;
  moveAction(action, 'ERROR', 'FAILED', run.time);
  recordAutomatic(run, 'ACTION_FAILED', action, { message, ...detail });
  if (!isFinal && (await followOrClose(run, action, 'ERROR'))) return;
  run.request.failedAction = action.number;
  await closeRequest(run, { as: 'ERROR', cause: 'ERROR_UNHANDLED', message: `${action.activity}: ${message}`, action });
}
