import type { Transaction } from '../../store/transaction';
import type { ParticipantRow } from './getParticipantRows';

/** Writes the participants of a version. */
export async function replaceParticipants(tx: Transaction, processId: number, rows: ParticipantRow[]): Promise<void> {
  await tx.participant.deleteMany({ where: { processId } });
  await tx.participant.createMany({ data: rows.map(({ name, role, everyone }) => ({ processId, name, role, everyone })) });
  await tx.participantUser.createMany({
    data: rows.flatMap(({ name: participant, memberIds, coordinatorIds }) => [
      ...memberIds.map((userId) => ({ processId, participant, userId, isCoordinator: false })),
      ...coordinatorIds.map((userId) => ({ processId, participant, userId, isCoordinator: true })),
    ]),
  });
  await tx.participantGroup.createMany({
    data: rows.flatMap(({ name: participant, groupIds }) => groupIds.map((groupId) => ({ processId, participant, groupId }))),
  });
}
