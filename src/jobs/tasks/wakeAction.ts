import { z } from 'zod';
import type { Task } from '../task';

/** Tells a request that the time has come which one of its actions waited for, or that was its limit. */
export const wakeAction: Task<{ requestId: number; action: number; at?: string | undefined }> = {
  name: 'wakeAction',
  // Without `at` in jobs of earlier versions.
  schema: z.object({ requestId: z.int(), action: z.int(), at: z.string().optional() }),
  maxAttempts: 25,
  timeout: 60_000,
  run: ({ advanceRequest }, { requestId, action, at }) => advanceRequest(requestId, { type: 'WAKE_ACTION', action, at }),
};
