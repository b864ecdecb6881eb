import { z } from 'zod';
import type { Task } from '../task';

/** Tells a request that the time has come which one of its actions waited for, or that was its limit. */
export const wakeAction: Task<{ requestId: number; action: number }> = {
  name: 'wakeAction',
  schema: z.object({ requestId: z.int(), action: z.int() }),
  maxAttempts: 25,
  timeout: 60_000,
  run: ({ advanceRequest }, { requestId, action }) => advanceRequest(requestId, { type: 'WAKE_ACTION', action }),
};
