import { sql } from '../../sql';
import { z } from 'zod';
import { pruneOld } from '../../store/pruneOld';
import type { Task } from '../task';

/** Removes attempts of callbacks that were kept for longer than the setting `deliveryRetention`, every hour. */
export const pruneCallbackAttempts: Task<object> = {
  name: 'pruneCallbackAttempts',
  schema: z.object({}),
  maxAttempts: 3,
  timeout: 600_000,
  schedule: '22 * * * *',
  run: ({ db }) => pruneOld(db, { table: 'callback_attempt', key: 'id', since: 'at', days: sql`SELECT delivery_retention FROM settings` }),
};
