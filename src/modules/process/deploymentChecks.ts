import { sql } from '../../sql';
import type { Definition } from '../../engine/definition';
import { findWaits } from '../../engine/runStatus';
import type { Fault } from '../../engine/validation/fault';
import { refusal } from '../../errors';
import type { Transaction } from '../../store/openDatabase';

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

/** How many requests a warning counts. */
const maxCounted = 10_000;

/** A warning where requests are deleted soon once this definition is ACTIVE, because of its `retentionDays`. */
export async function findRetentionWarnings(tx: Transaction, { name, retentionDays: days }: Definition): Promise<Fault[]> {
  if (days === undefined) return [];
  const [{ count } = { count: 0 }] = await tx.$queryRaw<{ count: number }[]>(sql`
    SELECT count(*)::int AS count FROM (
      SELECT FROM request r JOIN process p ON p.id = r.process_id
      WHERE p.name = ${name} AND r.root_id IS NULL AND COALESCE(r.closed_at, 'infinity') <= now() - ${days}::int * interval '1 day'
      LIMIT ${maxCounted + 1}::int) found`);
  if (count === 0) return [];
  const number = count > maxCounted ? `more than ${maxCounted}` : String(count);
  return [{ path: 'retentionDays', message: `within the hour, this deletes the requests closed more than ${days} days ago: ${number}` }];
}

/** Checks that this version may become the active one: hooks whose callers wait for its end are bound to no process that can wait. Throws HOOKS_WAIT. */
export async function checkSyncHooks(tx: Transaction, definition: Definition): Promise<void> {
  const waits = findWaits(definition);
  if (waits.length === 0) return;
  const { name, version } = definition;
  const hooks = await tx.$queryRaw<{ name: string }[]>`
    SELECT name FROM application WHERE trigger ->> 'processName' = ${name} AND trigger ->> 'mode' = 'SYNC' ORDER BY name`;
  if (hooks.length === 0) return;
  throw refusal('HOOKS_WAIT', {
    process: name,
    version,
    activities: waits.join(', '),
    hooks: hooks.map((hook) => hook.name).join(', '),
  });
}
