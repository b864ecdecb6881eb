import { raw, sqltag as sql } from '@prisma/client/runtime/client';
import type { Database } from './openDatabase';

/** So many rows a statement: it never holds others up for long. */
const step = 1000;

/** What is kept for `idempotencyRetention`: each table and its key. */
const tables = { idempotency_key: 'scope, key', run_uid: 'scope, uid' };

/**
 * Removes the answers and the uids of runs that were kept for longer than the setting `idempotencyRetention`. Any number of processes
 * may do so at once.
 */
export async function pruneIdempotencyKeys(db: Database): Promise<void> {
  for (const [table, key] of Object.entries(tables)) {
    let removed: unknown[];
    do {
      removed = await db.query(sql`
        DELETE FROM ${raw(table)} WHERE (${raw(key)}) IN (
          SELECT ${raw(key)} FROM ${raw(table)}
          WHERE created_at <= now() - (SELECT idempotency_retention FROM settings) * interval '1 day'
          ORDER BY created_at LIMIT ${step} FOR UPDATE SKIP LOCKED
        ) RETURNING 1`);
    } while (removed.length === step);
  }
}
