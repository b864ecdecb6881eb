import type { ActionState, RequestState } from './state';
import { transitions, type ActionMoveState, type Cause, type Move, type RequestMoveState } from './transitions';

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
