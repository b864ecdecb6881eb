import { z } from 'zod';
import { sql } from '../../sql';
import { pruneIdempotencyKeys as pruneKeys } from '../../store/pruneIdempotencyKeys';
import { pruneOld } from '../../store/pruneOld';
import { pruneRequests as prune } from '../../store/pruneRequests';
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
