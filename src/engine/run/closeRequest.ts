import { moveAction, moveRequest } from '../move';
import type { ActionState, Arrival, Interrupted, Outcome } from '../state';
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
  /** Whether RETRY can open the activity of that action again. */
  isRetriable?: boolean;
}

/**
 * Closes the request, cancels its open actions and drops all tokens, but for what RETRY can go on with. A completed one gets its output; if that fails,
 * the request is closed as ERROR instead. A person's CANCEL_REQUEST has its own entry in the history, so none is added.
 */
export async function closeRequest(run: Run, closing: Closing): Promise<void> {
  const { as, cause, message: whole } = closing.as === 'COMPLETED' ? await giveOutput(run, closing) : closing;
  const message = whole === null ? null : cutMessage(whole);
  if (closing.isRetriable && closing.action) {
    run.request.failedAction = closing.action.number;
    run.request.interrupted = interruptedBy(run, closing.action);
  }
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

/** Whatever else goes on now, null where nothing does. */
function interruptedBy(run: Run, failed: ActionState): Interrupted | null {
  const opened = openActions(run).flatMap(({ number, activity, assigneeId }): Arrival[] =>
    number === failed.number ? [] : [{ to: activity, token: { action: number, transition: -1 }, interrupted: { assigneeId } }],
  );
  const arrivals = [...opened, ...run.queue];
  return arrivals.length + run.waiting.size > 0 ? { arrivals, waiting: Object.fromEntries(run.waiting) } : null;
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
