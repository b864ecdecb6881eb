import type { Task } from './task';
import { pruneIdempotencyKeys } from './tasks/pruneIdempotencyKeys';
import { sendNotification } from './tasks/sendNotification';

/** All tasks. Old names stay as long as jobs of them may wait in somebody's queue. */
export const tasks: readonly Task<object>[] = [pruneIdempotencyKeys, sendNotification];
