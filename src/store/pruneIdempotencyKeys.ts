import { sql } from '../sql';
import type { Database } from './openDatabase';
import { pruneOld } from './pruneOld';

/** Removes the answers and the uids of runs that were kept for longer than the setting `idempotencyRetention`. */
export async function pruneIdempotencyKeys(db: Database): Promise<void> {
  const days = sql`SELECT idempotency_retention FROM settings`;
  await pruneOld(db, { table: 'idempotency_key', key: 'scope, key', since: 'created_at', days });
  await pruneOld(db, { table: 'run_uid', key: 'scope, uid', since: 'created_at', days });
}
