import { z } from 'zod';
import type { Work } from '../../engine/work';
import type { Task } from '../task';

type StartRequests = Extract<Work, { task: 'startRequests' }>;

const workSchema = z.object({
  task: z.literal('startRequests'),
  process: z.string(),
  version: z.int().nullable(),
  items: z.array(z.record(z.string(), z.json())),
  isList: z.boolean(),
  concurrency: z.int(),
  wait: z.boolean(),
  resumes: z.object({ action: z.int(), done: z.int() }).optional(),
}) as z.ZodType<StartRequests>;

/**
 * Starts the requests of a SUBPROCESS activity, the first of them with `work` and the next without, each time that one has ended; tells its
 * request when all have; cancels them when the action was.
 */
export const startRequests: Task<{ requestId: number; action: number; work?: StartRequests | undefined }> = {
  name: 'startRequests',
  schema: z.object({ requestId: z.int(), action: z.int(), work: workSchema.optional() }),
  maxAttempts: 25,
  timeout: 600_000,
  run: ({ driveSubrequests }, payload, { id: job }) => driveSubrequests({ ...payload, job }),
};
