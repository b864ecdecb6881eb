import type { Changes } from '../../engine/changes';
import type { Job } from '../../jobs/job';
import type { Notification, Occurrence } from '../notification/findNotifications';
import { toNotificationJobs } from '../notification/toNotificationJobs';
import { toWorkJobs } from './toWorkJobs';

/** All that is to be done once a change of a request is written: its mails, of which `isWanted` leaves some out, and the work for its actions. */
export function toJobs(
  set: Occurrence & { requestId: number; changes: Changes },
  isWanted: (notification: Notification) => boolean = () => true,
): Job[] {
  return [...toNotificationJobs(set, isWanted), ...toWorkJobs(set)];
}
