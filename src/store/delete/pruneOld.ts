import { raw, sql, type Sql } from '../../sql';
import type { Database } from '../openDatabase';

/** Rows per statement, so that it never holds others up for long. */
const step = 1000;

/** Which rows of which table are old. */
export interface Old {
  table: string;
  /** The columns of its primary key. */
  key: string;
  /** The column that says since when a row is there; with an index. */
  since: string;
  /** How many days rows are kept. */
  days: Sql;
}

/** Removes the old rows of a table, step by step. Any number of processes may do so at once. */
export async function pruneOld(db: Database, { table, key, since, days }: Old): Promise<void> {
  let removed: unknown[];
  do {
    removed = await db.query(sql`
      DELETE FROM ${raw(table)} WHERE (${raw(key)}) IN (
        SELECT ${raw(key)} FROM ${raw(table)} WHERE ${raw(since)} <= now() - (${days}) * interval '1 day'
        ORDER BY ${raw(since)} LIMIT ${step} FOR UPDATE SKIP LOCKED
      ) RETURNING 1`);
  } while (removed.length === step);
}

/** Removes the answers and the uids of runs that were kept for longer than the setting `idempotencyRetention`. */
export async function pruneIdempotencyKeys(db: Database): Promise<void> {
  const days = sql`SELECT idempotency_retention FROM settings`;
  await pruneOld(db, { table: 'idempotency_key', key: 'scope, key', since: 'created_at', days });
  await pruneOld(db, { table: 'run_uid', key: 'scope, uid', since: 'created_at', days });
}
