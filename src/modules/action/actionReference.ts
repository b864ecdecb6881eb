import type { ActionState, RequestState } from '../../engine/state';
import { refusal } from '../../errors';
import { idKey } from '../../relay/globalId';
import type { LoadedRequest } from '../../store/load/loadRequest';

/** Which action of which request: by its number, or the first open one of an activity. */
interface ActionReference {
  requestNumber: number;
  number: number | null;
  activityName: string | null;
}

interface ActionInput {
  id?: string | null;
  requestNumber?: number | null;
  number?: number | null;
  activityName?: string | null;
}

/**
 * The action that an input names by ID, by the numbers of its request and itself, or (where there is such a field) by its
 * activity's name. Throws REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID.
 */
export function actionReference(input: ActionInput): ActionReference {
  const [byIdRequest, byIdNumber] = idKey('id', input.id, 'Action') ?? [];
  const agree = (byId: number | undefined, given: number | null | undefined, second: string) => {
    if (byId !== undefined && given != null && byId !== given) throw refusal('REFERENCES_DISAGREE', { first: 'id', second });
    return byId ?? given ?? null;
  };
  const requestNumber = agree(byIdRequest, input.requestNumber, 'requestNumber');
  const number = agree(byIdNumber, input.number, 'number');
  const activityName = input.activityName ?? null;
  if (requestNumber === null || (number === null && activityName === null)) {
    throw refusal('REFERENCE_MISSING', { what: 'An action ID, or a request number and an action number,' });
  }
  return { requestNumber, number, activityName };
}

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
