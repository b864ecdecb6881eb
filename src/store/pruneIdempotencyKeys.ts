import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Database } from './openDatabase';

/** So many rows a statement: it never holds others up for long. */
const step = 1000;

/** Removes the answers that were kept for longer than the setting `idempotencyRetention`. Any number of processes may do so at once. */
export async function pruneIdempotencyKeys(db: Database): Promise<void> {
  for (;;) {
    const removed = await db.query(sql`
      DELETE FROM idempotency_key WHERE (application_id, key) IN (
        SELECT application_id, key FROM idempotency_key
        WHERE created_at <= now() - (SELECT idempotency_retention FROM settings) * interval '1 day'
        ORDER BY created_at LIMIT ${step} FOR UPDATE SKIP LOCKED
      ) RETURNING 1`);
    if (removed.length < step) return;
  }
}
