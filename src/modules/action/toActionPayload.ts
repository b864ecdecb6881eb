import { toGlobalId } from '../../relay/globalId';
import { toDelegationPayload, type DelegationPayload } from '../delegation/findDelegator';
import type { Person } from '../../engine/state';

/** What most operations on an action answer. */
export interface ActionPayload extends DelegationPayload {
  actionId: string;
  number: number;
  requestNumber: number;
}

/** The answer about this action of that request. */
export function toActionPayload(requestNumber: number, number: number, delegator: Person | null): ActionPayload {
  return { actionId: toGlobalId('Action', requestNumber, number), number, requestNumber, ...toDelegationPayload(delegator) };
}
