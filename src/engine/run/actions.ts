import { refusal, Refusal } from '../../errors';
import type { Effect } from '../activities/activityType';
import type { HistoryType } from '../changes';
import type { CompiledActivity } from '../compileDefinition';
import type { ActionState, Json } from '../state';
import type { Run } from './run';

/** Gives an action to a user, who is from then on the one who had its activity last. */
export function assign(run: Run, action: ActionState, userId: number): void {
  action.assigneeId = userId;
  run.lastAssignees.set(action.activity, userId);
}

/** The activity of that name. A state that names one which the definition does not have is a bug, and throws an Error. */
export function activityOf(run: Run, name: string): CompiledActivity {
  const activity = run.process.activities.get(name);
  if (!activity) throw new Error(`${run.process.definition.name} has no activity "${name}"`);
  return activity;
}

/** An action of the run that may be changed in place. */
export function changeAction(run: Run, action: ActionState): ActionState {
  if (run.changed.has(action.number)) return action;
  const own = { ...action };
  run.actions.set(own.number, own);
  run.changed.add(own.number);
  return own;
}

/** The actions that are open now, ascending by number. */
export function openActions(run: Run): ActionState[] {
  return [...run.actions.values()].filter(({ status }) => status !== 'CLOSED').sort((a, b) => a.number - b.number);
}

/** Throws REQUEST_CLOSED, with how and when, unless the request is open. */
export function requireOpenRequest({ request }: Run): void {
  if (request.status === 'OPEN') return;
  throw refusal('REQUEST_CLOSED', { request: request.id, subStatus: request.subStatus ?? '', closedAt: request.closedAt ?? '' });
}

/** The open action of that number, to be changed in place. Throws ACTION_CLOSED, REQUEST_CLOSED or ACTION_NOT_FOUND. */
export function getOpenAction(run: Run, number: number): ActionState {
  const action = run.actions.get(number);
  const request = run.request.id;
  if (action?.status === 'CLOSED')
    throw refusal('ACTION_CLOSED', { action: number, request, subStatus: action.subStatus ?? '', closedAt: action.closedAt ?? '' });
  requireOpenRequest(run);
  if (!action) throw refusal('ACTION_NOT_FOUND', { action: number, request });
  return changeAction(run, action);
}

/** Adds to the history what the command itself did. About an action, its activity is part of the detail. */
export function record(run: Run, type: HistoryType, action: ActionState | null, detail: { [key: string]: Json } = {}): void {
  add(run, type, action, detail, false);
}

/** Adds to the history what followed by itself. */
export function recordAutomatic(run: Run, type: HistoryType, action: ActionState | null, detail: { [key: string]: Json } = {}): void {
  add(run, type, action, detail, true);
}

function add(run: Run, type: HistoryType, action: ActionState | null, detail: { [key: string]: Json }, automatic: boolean): void {
  run.history.push({
    type,
    action: action?.number ?? null,
    detail: { ...(action && { activity: action.activity }), ...detail },
    automatic,
  });
}

/** Resolves to what an activity comes to, whose expressions may fail: that is its failure. */
export async function attempt<Result extends Effect>(work: () => Promise<Result>): Promise<Result | { failure: string }> {
  try {
    return await work();
  } catch (error) {
    if (isFailure(error)) return { failure: error.message };
    throw error;
  }
}

/**
 * Returns whether an error is the failure of the activity, transition or output that it comes from: an expression that failed, a value that does not fit,
 * a limit. An error that passes (UNAVAILABLE, such as EXPRESSIONS_BUSY) or is not a refusal ends the whole command instead.
 */
export function isFailure(error: unknown): error is Refusal {
  return error instanceof Refusal && error.code !== 'UNAVAILABLE';
}
