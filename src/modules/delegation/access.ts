import type { Viewer } from '../../store/viewer';

/** Whether he may give, change and end delegations of this delegator: his own, and administrators everybody's. */
export function canDelegate(delegatorId: number, person: Viewer): boolean {
  return person.isAdministrator || delegatorId === person.id;
}

/** Whether the delegation exists for him, as it does for its two persons and for administrators. */
export function canSeeDelegation(delegation: { delegatorId: number; delegateeId: number }, person: Viewer): boolean {
  return person.isAdministrator || delegation.delegatorId === person.id || delegation.delegateeId === person.id;
}
