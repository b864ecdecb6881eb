import type { ActionState, RequestState } from './state';
import { transitions, type ActionMoveState, type Cause, type Move, type RequestMoveState } from './transitions';

/** Moves a request in place and stamps its closing with the time; a move that is not in the table is a bug, and throws an Error. */
export function moveRequest(
  request: Pick<RequestState, 'status' | 'subStatus' | 'closedAt'>,
  from: RequestMoveState | null,
  to: RequestMoveState,
  cause: Cause,
  time: string,
): void {
  check('request', transitions.request, from, to, cause);
  request.status = to === 'OPEN' ? 'OPEN' : 'CLOSED';
  request.subStatus = to === 'OPEN' ? null : to;
  request.closedAt = to === 'OPEN' ? null : time;
}

/** Moves an action in place and stamps its closing with the time; a move that is not in the table is a bug, and throws an Error. */
export function moveAction(action: ActionState, from: ActionMoveState | null, to: ActionMoveState, cause: Cause, time: string): void {
  check('action', transitions.action, from, to, cause);
  const open = to === 'NOT_STARTED' || to === 'RUNNING';
  action.status = open ? to : 'CLOSED';
  action.subStatus = open ? null : to;
  action.closedAt = open ? null : time;
}

function check<State extends string>(of: string, moves: readonly Move<State>[], from: State | null, to: State, cause: Cause): void {
  const known = moves.some((move) => move.from === from && move.to === to && move.causes.includes(cause));
  if (!known) throw new Error(`No ${of} moves from ${from ?? 'nothing'} to ${to} by ${cause}`);
}
