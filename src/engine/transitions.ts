import type { ActionState, RequestState } from './state';

/** The states of a request: how far it is, and how it was closed. */
export const requestStates = {
  OPEN: 'Running: at least one action is open',
  COMPLETED: 'Closed: it reached its end. Its output is available',
  CANCELLED: 'Closed: it was cancelled, or it reached an END activity that says so',
  ERROR:
    'Closed: an activity failed and has no transition for the failure, or it reached an END activity that says so. Its message gives the reason',
} as const;

/** The states of an action: how far it is, and how it was closed. */
export const actionStates = {
  NOT_STARTED: 'Waiting for a person, assigned or not',
  RUNNING: 'Being done by the engine (within one commit) or by a job',
  COMPLETED: 'Closed: it is done',
  CANCELLED: 'Closed: it was cancelled, or its request was closed',
  ERROR: 'Closed: it failed, or it was cancelled as an error',
  TIMEOUT: 'Closed: nobody did it within its time limit',
} as const;

/** What makes a request or an action move. */
export const causes = {
  CREATE: 'the command CREATE',
  COMPLETE_ACTION: 'the command COMPLETE_ACTION',
  CANCEL_ACTIONS: 'the command CANCEL_ACTIONS',
  CANCEL_REQUEST: 'the command CANCEL_REQUEST',
  USER_OPENED: 'a USER activity is reached',
  AUTOMATIC_OPENED: 'an automatic activity is reached',
  DONE: 'the automatic activity succeeded',
  FAILED: 'the automatic activity failed',
  ENDED_CANCELLED: 'the request that it started was cancelled',
  LIMIT_PASSED: 'the `limit` of the activity has passed',
  LIMIT_UNHANDLED: 'a `limit` has passed and the activity has no transition for it',
  CANCELLATION_UNHANDLED: 'a sub-process was cancelled and the activity has no transition for it',
  RETRY: 'the command RETRY',
  NOTHING_LEFT: 'no action is open and none is waiting at a join',
  END_REACHED: 'an END activity; its `as` gives the state',
  ANSWERED: 'a RESPONSE activity that does not continue',
  ERROR_UNHANDLED: 'an activity failed and has no transition for the failure',
  EXPRESSION_FAILED: 'a `when` or the `output` failed',
  STEPS_EXCEEDED: 'more automatic actions than `maxSteps` without a person in between',
  TIME_EXCEEDED: 'the command and its effects took too long to compute',
  REQUEST_CLOSED: 'its request is closed',
} as const;

type RequestMoveState = keyof typeof requestStates;
type ActionMoveState = keyof typeof actionStates;
export type Cause = keyof typeof causes;

/** One move: from a state (null: it did not exist) to another, and all that can cause it. */
export interface Move<State> {
  from: State | null;
  to: State;
  causes: readonly Cause[];
}

/** Every move between states there is. `docs/states.md` is this table for readers; a test holds the two equal. */
export const transitions: { request: readonly Move<RequestMoveState>[]; action: readonly Move<ActionMoveState>[] } = {
  request: [
    { from: null, to: 'OPEN', causes: ['CREATE'] },
    { from: 'OPEN', to: 'COMPLETED', causes: ['NOTHING_LEFT', 'END_REACHED', 'ANSWERED'] },
    { from: 'OPEN', to: 'CANCELLED', causes: ['CANCEL_REQUEST', 'END_REACHED'] },
    {
      from: 'OPEN',
      to: 'ERROR',
      causes: [
        'END_REACHED',
        'ERROR_UNHANDLED',
        'LIMIT_UNHANDLED',
        'CANCELLATION_UNHANDLED',
        'EXPRESSION_FAILED',
        'STEPS_EXCEEDED',
        'TIME_EXCEEDED',
      ],
    },
    { from: 'ERROR', to: 'OPEN', causes: ['RETRY'] },
  ],
  action: [
    { from: null, to: 'NOT_STARTED', causes: ['USER_OPENED'] },
    { from: null, to: 'RUNNING', causes: ['AUTOMATIC_OPENED'] },
    { from: 'NOT_STARTED', to: 'COMPLETED', causes: ['COMPLETE_ACTION'] },
    { from: 'NOT_STARTED', to: 'CANCELLED', causes: ['CANCEL_ACTIONS', 'REQUEST_CLOSED'] },
    { from: 'NOT_STARTED', to: 'ERROR', causes: ['CANCEL_ACTIONS'] },
    { from: 'RUNNING', to: 'COMPLETED', causes: ['DONE'] },
    { from: 'NOT_STARTED', to: 'TIMEOUT', causes: ['LIMIT_PASSED'] },
    { from: 'RUNNING', to: 'CANCELLED', causes: ['CANCEL_ACTIONS', 'ENDED_CANCELLED', 'REQUEST_CLOSED'] },
    { from: 'RUNNING', to: 'ERROR', causes: ['FAILED', 'CANCEL_ACTIONS'] },
  ],
};

type MovingRequest = Pick<RequestState, 'status' | 'subStatus' | 'closedAt'>;

/** Moves a request in place and stamps its closing with the time; `from` is null for a new one. A move that is not in the table is a bug, and throws an Error. */
export function moveRequest(
  request: MovingRequest,
  to: RequestMoveState,
  cause: Cause,
  time: string,
  from: string | null = stateOf(request),
): void {
  check('request', transitions.request, from, to, cause);
  request.status = to === 'OPEN' ? 'OPEN' : 'CLOSED';
  request.subStatus = to === 'OPEN' ? null : to;
  request.closedAt = to === 'OPEN' ? null : time;
}

/** Moves an action in place and stamps its closing with the time; `from` is null for a new one. A move that is not in the table is a bug, and throws an Error. */
export function moveAction(
  action: ActionState,
  to: ActionMoveState,
  cause: Cause,
  time: string,
  from: string | null = stateOf(action),
): void {
  check('action', transitions.action, from, to, cause);
  const open = to === 'NOT_STARTED' || to === 'RUNNING';
  action.status = open ? to : 'CLOSED';
  action.subStatus = open ? null : to;
  action.closedAt = open ? null : time;
}

function stateOf({ status, subStatus }: Pick<RequestState | ActionState, 'status' | 'subStatus'>): string | null {
  return subStatus ?? status;
}

function check<State extends string>(of: string, moves: readonly Move<State>[], from: string | null, to: State, cause: Cause): void {
  const known = moves.some((move) => move.from === from && move.to === to && move.causes.includes(cause));
  if (!known) throw new Error(`No ${of} moves from ${from ?? 'nothing'} to ${to} by ${cause}`);
}
