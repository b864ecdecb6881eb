import { Refusal } from '../../errors';
import { moveAction } from '../transitions';
import type { ActionState, Json } from '../state';
import { activityOf, recordAutomatic } from './actions';
import { closeRequest, cutMessage } from './closeRequest';
import { followOrClose } from './follow';
import type { Run } from './run';
import { takeWeight } from './setData';

/** Activities of these types leave a result behind. */
const withResults: ReadonlySet<string> = new Set(['HTTP', 'MAIL', 'SUBPROCESS']);

interface Options {
  /** For the history. */
  detail?: { [name: string]: Json };
  /** Whether the request ends whatever its transitions. */
  isFinal?: boolean;
  /** Whether `results` has what came of the action already. */
  hasResult?: boolean;
}

/** Returns what `results` has of an activity that failed before anything came of it. */
export function failedResult(message: string): Json {
  return { status: null, error: { message } };
}

/** Closes an automatic action as ERROR; the flow goes on along its transition for that, or the request ends. */
export async function failAction(run: Run, action: ActionState, reason: string, options: Options = {}): Promise<void> {
  const { detail = {}, isFinal = false, hasResult = false } = options;
  const message = cutMessage(reason);
  if (!hasResult && withResults.has(activityOf(run, action.activity).activity.type))
    keepResult(run, action.activity, failedResult(message));
  action.message = message;
  moveAction(action, 'ERROR', 'FAILED', run.time);
  recordAutomatic(run, 'ACTION_FAILED', action, { message, ...detail });
  if (!isFinal && (await followOrClose(run, action, 'ERROR'))) return;
  const closing = { as: 'ERROR', cause: 'ERROR_UNHANDLED', message: `${action.activity}: ${message}` } as const;
  await closeRequest(run, { ...closing, action, isRetriable: true });
}

/** Keeps what came of an activity in `results`. Where that is too much it keeps null instead, and returns the reason; else null. */
export function keepResult(run: Run, activity: string, result: Json): string | null {
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
