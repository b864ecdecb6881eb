import type { Task } from './task';
import { callHttp } from './tasks/callHttp';
import { cancelFamily } from './tasks/cancelFamily';
import { deleteFamily } from './tasks/deleteFamily';
import { pruneCallbackAttempts } from './tasks/pruneCallbackAttempts';
import { pruneDeliveries } from './tasks/pruneDeliveries';
import { pruneIdempotencyKeys } from './tasks/pruneIdempotencyKeys';
import { pruneRequests } from './tasks/pruneRequests';
import { sendCallback } from './tasks/sendCallback';
import { sendMail } from './tasks/sendMail';
import { sendNotification } from './tasks/sendNotification';
import { startRequests } from './tasks/startRequests';
import { wakeAction } from './tasks/wakeAction';
import { warnOfNumbers } from './tasks/warnOfNumbers';

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
