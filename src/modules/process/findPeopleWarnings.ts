import type { Definition } from '../../engine/definition';
import type { Fault } from '../../engine/validation/fault';
import type { Transaction } from '../../store/transaction';

/** The users that a definition names and who cannot log in, and the groups of it in which nobody can. */
export async function findPeopleWarnings(tx: Transaction, { participants }: Definition): Promise<Fault[]> {
  const userNames = participants.flatMap(({ users, coordinators }) => [...users, ...coordinators]);
  const idle = await tx.user.findMany({
    where: { userName: { in: userNames }, status: { not: 'ACTIVE' } },
    select: { userName: true, status: true },
  });
  const statuses = new Map(idle.map(({ userName, status }) => [userName, status]));
  const empty = await tx.group.findMany({
    where: { name: { in: participants.flatMap(({ groups }) => groups) }, members: { none: { user: { status: 'ACTIVE' } } } },
    select: { name: true },
  });
  const emptyNames = new Set(empty.map(({ name }) => name));
  return participants.flatMap((participant, n) => [
    ...(['users', 'coordinators'] as const).flatMap((field) =>
      participant[field].flatMap((name, at) => {
        const status = statuses.get(name);
        return status ? [{ path: `participants[${n}].${field}[${at}]`, message: `"${name}" is ${status}` }] : [];
      }),
    ),
    ...participant.groups.flatMap((name, at) =>
      emptyNames.has(name) ? [{ path: `participants[${n}].groups[${at}]`, message: `"${name}" has no active members` }] : [],
    ),
  ]);
}
