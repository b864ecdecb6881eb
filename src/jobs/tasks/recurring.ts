import { z } from 'zod';
import { limits } from '../../limits';
import { sql } from '../../sql';
import { pruneOld, pruneIdempotencyKeys as pruneKeys } from '../../store/delete/pruneOld';
import { pruneRequests as prune } from '../../store/delete/pruneRequests';
import type { Database } from '../../store/openDatabase';
import type { Task } from '../task';

/** How long one run deletes; the next one, an hour later, continues. */
const runMs = 2_700_000;

/** Deletes closed requests that were kept for longer than `retentionDays` of their process, every hour. */
export const pruneRequests: Task<object> = {
  name: 'pruneRequests',
  schema: z.object({}),
  maxAttempts: 3,
  // Longer than a run, so that the last page is finished.
  timeout: 3_300_000,
  schedule: '47 * * * *',
  run: ({ db, log }) => prune(db, log, performance.now() + runMs),
};

/** Removes deliveries that were kept for longer than the setting `deliveryRetention`, every hour. */
export const pruneDeliveries: Task<object> = {
  name: 'pruneDeliveries',
  schema: z.object({}),
  maxAttempts: 3,
  timeout: 1_800_000,
  schedule: '37 * * * *',
  run: ({ db }) => pruneOld(db, { table: 'delivery', key: 'id', since: 'received_at', days: sql`SELECT delivery_retention FROM settings` }),
};

/** Removes attempts of callbacks that were kept for longer than the setting `deliveryRetention`, every hour. */
export const pruneCallbackAttempts: Task<object> = {
  name: 'pruneCallbackAttempts',
  schema: z.object({}),
  maxAttempts: 3,
  timeout: 600_000,
  schedule: '22 * * * *',
  run: ({ db }) => pruneOld(db, { table: 'callback_attempt', key: 'id', since: 'at', days: sql`SELECT delivery_retention FROM settings` }),
};

/** Removes old Idempotency-Keys, every hour. */
export const pruneIdempotencyKeys: Task<object> = {
  name: 'pruneIdempotencyKeys',
  schema: z.object({}),
  maxAttempts: 3,
  timeout: 600_000,
  schedule: '7 * * * *',
  run: ({ db }) => pruneKeys(db),
};

/** A table whose rows are numbered, and the share of its numbers that are given, in percent. */
export interface ScarceNumbers {
  table: string;
  percent: number;
}

/** Logs a warning for each table whose numbers come to an end, every hour. */
export const warnOfNumbers: Task<object> = {
  name: 'warnOfNumbers',
  schema: z.object({}),
  maxAttempts: 3,
  timeout: 60_000,
  schedule: '23 * * * *',
  async run({ db, log }) {
    for (const { table, percent } of await findScarceNumbers(db))
      log.warn(
        { table, percent },
        `${percent} % of the ${limits.numbers.value} numbers of "${table}" are used: once all are used, nothing more can be created`,
      );
  },
};

/** The tables that have given more of their numbers than the limit for a warning. Numbers are never reused. */
function findScarceNumbers(db: Database): Promise<ScarceNumbers[]> {
  return db.read<ScarceNumbers>(sql`
    SELECT regexp_replace(sequencename, '_id_seq$', '') AS "table", floor(last_value * 100.0 / max_value)::int AS percent FROM pg_sequences
    WHERE schemaname = current_schema() AND last_value * 100.0 / max_value >= ${limits.numbersWarnedPercent.value}::int ORDER BY 1`);
}
