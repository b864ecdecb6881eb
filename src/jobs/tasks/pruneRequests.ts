import { z } from 'zod';
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
