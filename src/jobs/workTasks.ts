import type { Work } from '../engine/work';
import type { Task } from './task';
import { callHttp } from './tasks/callHttp';
import { sendMail } from './tasks/sendMail';
import { startRequests } from './tasks/startRequests';
import { wakeAction } from './tasks/wakeAction';

/** The tasks that do the work of actions, by the name that the engine gives it. */
export const workTasks: Record<Work['task'], Task<{ requestId: number; action: number }>> = {
  callHttp,
  sendMail,
  startRequests,
  wakeAction,
};
