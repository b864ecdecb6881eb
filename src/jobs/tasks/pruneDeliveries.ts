import { sql } from '../../sql';
import { z } from 'zod';
import { pruneOld } from '../../store/pruneOld';
import type { Task } from '../task';

/** Removes deliveries that were kept for longer than the setting `deliveryRetention`, every hour. */
export const pruneDeliveries: Task<object> = {
  name: 'pruneDeliveries',
  schema: z.object({}),
  maxAttempts: 3,
  timeout: 1_800_000,
  schedule: '37 * * * *',
  run: ({ db }) => pruneOld(db, { table: 'delivery', key: 'id', since: 'received_at', days: sql`SELECT delivery_retention FROM settings` }),
};
