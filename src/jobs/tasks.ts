import type { Work } from '../engine/work';
import type { Task } from './task';
import { callHttp } from './tasks/callHttp';
import { deleteFamily, cancelFamily } from './tasks/family';
import { pruneRequests, pruneDeliveries, pruneCallbackAttempts, pruneIdempotencyKeys, warnOfNumbers } from './tasks/recurring';
import { sendCallback } from './tasks/sendCallback';
import { sendMail } from './tasks/sendMail';
import { sendNotification } from './tasks/sendNotification';
import { startRequests } from './tasks/startRequests';
import { wakeAction } from './tasks/wakeAction';

/** All tasks. Old names stay as long as jobs of them may wait in somebody's queue. */
export const tasks: readonly Task<object>[] = [
  callHttp,
  cancelFamily,
  deleteFamily,
  pruneCallbackAttempts,
  pruneDeliveries,
  pruneIdempotencyKeys,
  pruneRequests,
  sendCallback,
  sendMail,
  sendNotification,
  startRequests,
  wakeAction,
  warnOfNumbers,
];

/** The tasks that do the work of actions, by the name that the engine gives it. */
export const workTasks: Record<Work['task'], Task<{ requestId: number; action: number }>> = {
  callHttp,
  sendMail,
  startRequests,
  wakeAction,
};
