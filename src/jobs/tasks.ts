import type { Task } from './task';
import { pruneIdempotencyKeys } from './tasks/pruneIdempotencyKeys';

/** All tasks. Old names stay as long as jobs of them may wait in somebody's queue. */
export const tasks: readonly Task<object>[] = [pruneIdempotencyKeys];
