import { refusal } from '../../errors';
import { toGlobalId } from '../../relay/globalId';
import type { Person } from '../../engine/state';
import type { Party, Viewer } from '../../store/viewer';
import { findPerson, type UserReference } from '../user/userReference';

/** How an input names the delegator. */
export interface DelegationInput {
  onBehalfOf?: string | null;
  onBehalfOfUserName?: string | null;
}

/** How a payload echoes them: nulls when the call is not delegated. */
export interface DelegationPayload {
  onBehalfOf: string | null;
  onBehalfOfUserName: string | null;
}

/**
 * The delegator that an input names; null when it names none. Naming oneself needs no grant, for everybody else there must be
 * one that holds today, wherever it reaches: `personIn` says how far.
 * Throws DELEGATOR_UNKNOWN, DELEGATION_MISSING.
 */
export function findDelegator(viewer: Viewer, people: Party[], reference: UserReference): Person | null {
  if (reference.id === null && reference.userName === null) return null;
  const delegator = findPerson(people, reference, { id: 'onBehalfOf', userName: 'onBehalfOfUserName' });
  const asked = reference.userName ?? toGlobalId('User', reference.id ?? 0);
  if (!delegator) throw refusal('DELEGATOR_UNKNOWN', { delegator: asked });
  const isGranted = delegator.id === viewer.id || viewer.delegators.some(({ id }) => id === delegator.id);
  if (!isGranted) throw refusal('DELEGATION_MISSING', { delegator: delegator.userName, viewer: viewer.userName });
  return delegator;
}

/** The echo of them in a payload. */
export function toDelegationPayload(delegator: Person | null): DelegationPayload {
  return { onBehalfOf: delegator && toGlobalId('User', delegator.id), onBehalfOfUserName: delegator?.userName ?? null };
}
