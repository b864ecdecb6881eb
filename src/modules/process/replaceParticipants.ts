import type { Definition } from '../../engine/definition';
import type { Fault } from '../../engine/validation/fault';
import type { Transaction } from '../../store/transaction';
import { definitionInvalid } from './definitionInvalid';

/** Writes the participants of a version as rows. Throws DEFINITION_INVALID, naming every user and group that does not exist. */
export async function replaceParticipants(tx: Transaction, processId: number, { participants }: Definition): Promise<void> {
  const userNames = participants.flatMap(({ users, coordinators }) => [...users, ...coordinators]);
  const users = new Map((await tx.user.findMany({ where: { userName: { in: userNames } } })).map(({ userName, id }) => [userName, id]));
  const groupNames = participants.flatMap(({ groups }) => groups);
  const groups = new Map((await tx.group.findMany({ where: { name: { in: groupNames } } })).map(({ name, id }) => [name, id]));
  const faults: Fault[] = [];
  const ids = (known: Map<string, number>, kind: string, names: string[], path: string) =>
    [...new Set(names)].flatMap((name) => {
      const id = known.get(name);
      if (id === undefined) faults.push({ path: `${path}[${names.indexOf(name)}]`, message: `no ${kind} "${name}"` });
      return id ?? [];
    });
  const rows = participants.map((participant, n) => ({
    ...participant,
    members: ids(users, 'user', participant.users, `participants[${n}].users`),
    coordinators: ids(users, 'user', participant.coordinators, `participants[${n}].coordinators`),
    groups: ids(groups, 'group', participant.groups, `participants[${n}].groups`),
  }));
  if (faults.length > 0) throw definitionInvalid(faults);
  await tx.participant.deleteMany({ where: { processId } });
  await tx.participant.createMany({ data: rows.map(({ name, role, everyone }) => ({ processId, name, role, everyone })) });
  await tx.participantUser.createMany({
    data: rows.flatMap(({ name: participant, members, coordinators }) => [
      ...members.map((userId) => ({ processId, participant, userId, isCoordinator: false })),
      ...coordinators.map((userId) => ({ processId, participant, userId, isCoordinator: true })),
    ]),
  });
  await tx.participantGroup.createMany({
    data: rows.flatMap(({ name: participant, groups: ids }) => ids.map((groupId) => ({ processId, participant, groupId }))),
  });
}
