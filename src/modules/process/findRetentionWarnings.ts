import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Definition } from '../../engine/definition';
import type { Fault } from '../../engine/validation/fault';
import type { Transaction } from '../../store/transaction';

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
  return [{ path: 'retentionDays', message: `within the hour it deletes the requests closed more than ${days} days ago: ${number}` }];
}
