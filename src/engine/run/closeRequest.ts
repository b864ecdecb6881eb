import { moveAction, moveRequest } from '../move';
import type { ActionState, Outcome } from '../state';
import type { Cause } from '../transitions';
import { changeAction } from './changeAction';
import { cutMessage } from './cutMessage';
import { isFailure } from './isFailure';
import { openActions } from './openActions';
import { recordAutomatic } from './record';
import type { Run } from './run';
import { scopeOf } from './scopeOf';
import { takeWeight } from './takeWeight';

/** How a request ends. */
export interface Closing {
  as: Outcome;
  cause: Cause;
  message: string | null;
  /** The action that ended it, which its output may read, null where there is none. */
  action: ActionState | null;
}

/**
 * Closes the request, cancels its open actions and drops all tokens. A completed one gets its output; if that fails,
 * the request is closed as ERROR instead. A person's CANCEL_REQUEST has its own entry in the history, so none is added.
 */
export async function closeRequest(run: Run, closing: Closing): Promise<void> {
  const { as, cause, message: whole } = closing.as === 'COMPLETED' ? await giveOutput(run, closing) : closing;
  const message = whole === null ? null : cutMessage(whole);
  run.queue = [];
  run.waiting.clear();
  for (const action of openActions(run).map((open) => changeAction(run, open))) {
    moveAction(action, 'CANCELLED', 'REQUEST_CLOSED', run.time);
    recordAutomatic(run, 'ACTION_CANCELLED', action, { outcome: 'CANCELLED', message: null });
  }
  moveRequest(run.request, as, cause, run.time);
  run.request.message = message;
  if (cause !== 'CANCEL_REQUEST') recordAutomatic(run, 'REQUEST_CLOSED', null, { subStatus: as, message });
}

async function giveOutput(run: Run, closing: Closing): Promise<Closing> {
  try {
    const output = (await run.process.output(scopeOf(run, closing.action))) ?? null;
    takeWeight(run, [output], [run.request.output]);
    run.request.output = output;
    return closing;
  } catch (error) {
    if (!isFailure(error)) throw error;
    return { ...closing, as: 'ERROR', cause: 'EXPRESSION_FAILED', message: `output: ${error.message}` };
  }
}
