import { refusal } from '../../errors';
import type { ActionState, RequestState } from '../../engine/state';
import type { LoadedRequest } from '../../store/loadRequest';
import type { ActionReference } from './actionReference';

/** The open action that is meant. Throws ACTION_NOT_FOUND, ACTION_CLOSED, REQUEST_CLOSED, ACTIVITY_NOT_OPEN, REFERENCES_DISAGREE. */
export function findAction({ state }: LoadedRequest, { number, activityName }: Omit<ActionReference, 'requestNumber'>): ActionState {
  if (number === null) return findOpenActions(state, activityName ?? '')[0];
  const action = state.actions.find((one) => one.number === number);
  if (!action) throw refusal('ACTION_NOT_FOUND', { request: state.id, action: number });
  if (activityName !== null && action.activity !== activityName)
    throw refusal('REFERENCES_DISAGREE', { first: 'number', second: 'activityName' });
  if (action.status !== 'CLOSED') return action;
  throw refusal('ACTION_CLOSED', { request: state.id, action: number, subStatus: action.subStatus ?? '', closedAt: action.closedAt ?? '' });
}

/** All open actions of that activity, ascending by number. Throws ACTIVITY_NOT_OPEN when there is none, REQUEST_CLOSED. */
export function findOpenActions(state: RequestState, activityName: string): [ActionState, ...ActionState[]] {
  const { id: request, status, subStatus, closedAt } = state;
  if (status === 'CLOSED') throw refusal('REQUEST_CLOSED', { request, subStatus: subStatus ?? '', closedAt: closedAt ?? '' });
  const [first, ...rest] = state.actions.filter((action) => action.activity === activityName && action.status !== 'CLOSED');
  if (!first) throw refusal('ACTIVITY_NOT_OPEN', { request, activity: activityName });
  return [first, ...rest];
}
