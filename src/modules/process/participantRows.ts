import type { Definition } from '../../engine/definition';
import type { Fault } from '../../engine/validation/fault';
import { refusal, type Refusal } from '../../errors';
import type { Transaction } from '../../store/openDatabase';

/** The refusal that tells all faults of a definition, in words and as `extensions.faults`. */
export function definitionInvalid(faults: Fault[]): Refusal {
  const count = faults.length === 1 ? '1 fault' : `${faults.length} faults`;
  return refusal('DEFINITION_INVALID', { count, faults: faults.map(({ path, message }) => `${path}: ${message}`).join('; ') }, { faults });
}

/** A participant with the IDs of the users and groups that the definition names. */
export type ParticipantRow = Pick<Definition['participants'][number], 'name' | 'role' | 'everyone'> & {
  memberIds: number[];
  coordinatorIds: number[];
  groupIds: number[];
};

/** The participants of a definition. Throws DEFINITION_INVALID, naming every user and group that does not exist. */
export async function getParticipantRows(tx: Transaction, { participants }: Definition): Promise<ParticipantRow[]> {
  const userNames = participants.flatMap(({ users, coordinators }) => [...users, ...coordinators]);
  const users = new Map((await tx.user.findMany({ where: { userName: { in: userNames } } })).map(({ userName, id }) => [userName, id]));
  const groupNames = participants.flatMap(({ groups }) => groups);
  // Held until the end: deleteGroup waits, and then finds the group in use.
  const named = await tx.$queryRaw<
    { id: number; name: string }[]
  >`SELECT id, name FROM "group" WHERE name = ANY (${groupNames}) ORDER BY id FOR KEY SHARE`;
  const groups = new Map(named.map(({ name, id }) => [name, id]));
  const faults: Fault[] = [];
  const ids = (known: Map<string, number>, kind: string, names: string[], path: string) =>
    [...new Set(names)].flatMap((name) => {
      const id = known.get(name);
      if (id === undefined) faults.push({ path: `${path}[${names.indexOf(name)}]`, message: `no ${kind} "${name}"` });
      return id ?? [];
    });
  const rows = participants.map(({ name, role, everyone, ...members }, n) => ({
    name,
    role,
    everyone,
    memberIds: ids(users, 'user', members.users, `participants[${n}].users`),
    coordinatorIds: ids(users, 'user', members.coordinators, `participants[${n}].coordinators`),
    groupIds: ids(groups, 'group', members.groups, `participants[${n}].groups`),
  }));
  if (faults.length > 0) throw definitionInvalid(faults);
  return rows;
}

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
