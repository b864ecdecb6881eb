import { z } from 'zod';
import { pruneIdempotencyKeys as prune } from '../../store/pruneIdempotencyKeys';
import type { Task } from '../task';

/** Removes old Idempotency-Keys, every hour. */
export const pruneIdempotencyKeys: Task<object> = {
  name: 'pruneIdempotencyKeys',
  schema: z.object({}),
  maxAttempts: 3,
  timeout: 600_000,
  schedule: '7 * * * *',
  run: ({ db }) => prune(db),
};
