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
  const groups = new Map((await tx.group.findMany({ where: { name: { in: groupNames } } })).map(({ name, id }) => [name, id]));
  const faults: Fault[] = [];
  const ids = (known: Map<string, number>, kind: string, names: string[], path: string) =>
    [...new Set(names)].flatMap((name) => {
      const id = known.get(name);
      if (id === undefined) faults.push({ path: `${path}[${names.indexOf(name)}]`, message: `no ${kind} "${name}"` });
      return id ?? [];
    });
  const rows = participants.map(({ name, role, everyone, ...named }, n) => ({
    name,
    role,
    everyone,
    memberIds: ids(users, 'user', named.users, `participants[${n}].users`),
    coordinatorIds: ids(users, 'user', named.coordinators, `participants[${n}].coordinators`),
    groupIds: ids(groups, 'group', named.groups, `participants[${n}].groups`),
  }));
  if (faults.length > 0) throw definitionInvalid(faults);
  return rows;
}
