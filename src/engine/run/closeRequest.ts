import { limits } from '../../limits';
import type { ActionState, Arrival, Interrupted, Outcome } from '../state';
import { commandTimeMs } from '../timeBudget';
import { moveAction, moveRequest, type Cause } from '../transitions';
import { changeAction, openActions, recordAutomatic, isFailure } from './actions';
import type { Run } from './run';
import { scopeOf } from './scopeOf';
import { takeWeight } from './setData';

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

/** A message as it is kept: what is too long is cut, and ends in an ellipsis. */
export function cutMessage(message: string): string {
  const maxCharacters = limits.messageCharacters.value;
  if (message.length <= maxCharacters) return message;
  // No half of a surrogate pair: it could not be stored.
  return `${message.slice(0, maxCharacters - 1).replace(/\p{Surrogate}$/u, '')}…`;
}

/** Closes the request as ERROR where the command has used up its time, and says whether it did. `place` is for the message. */
export async function closeWhenLate(run: Run, phase: string): Promise<boolean> {
  if (!run.budget.isSpent()) return false;
  const message = `Stopped ${phase}: the effects of one command can compute for at most ${commandTimeMs} ms`;
  await closeRequest(run, { as: 'ERROR', cause: 'TIME_EXCEEDED', message, action: null });
  return true;
}

/** Counts one automatic step of the request. Closes it as ERROR where `maxSteps` are used up, and resolves to whether it did. */
export async function spendStep(run: Run, activity: string): Promise<boolean> {
  const { maxSteps } = run.process.definition;
  if (run.request.steps < maxSteps) {
    run.request.steps += 1;
    return false;
  }
  await closeRequest(run, {
    as: 'ERROR',
    cause: 'STEPS_EXCEEDED',
    message: `Stopped before ${activity}: a request can do at most ${maxSteps} automatic actions without a person in between (maxSteps)`,
    action: null,
  });
  return true;
}
