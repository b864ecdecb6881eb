import type { Definition } from '../../engine/definition';
import type { Fault } from '../../engine/validation/fault';
import type { Transaction } from '../../store/transaction';
import { definitionInvalid } from './definitionInvalid';

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
