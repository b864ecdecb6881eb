import type { Definition, Participant } from './definition';

/** The participants of each role, in the order of the definition. */
export function participantsByRole({ participants }: Definition): Record<Participant['role'], Participant[]> {
  const of = (role: Participant['role']) => participants.filter((participant) => participant.role === role);
  return { REQUESTER: of('REQUESTER'), ACTOR: of('ACTOR'), SUPERVISOR: of('SUPERVISOR') };
}
