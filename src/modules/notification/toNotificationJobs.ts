import type { Job } from '../../jobs/job';
import { toJob } from '../../jobs/task';
import { sendNotification } from '../../jobs/tasks/sendNotification';
import { findNotifications, type Notification, type Occurrence } from './findNotifications';

/** The mails about what happened to a request, as jobs; `isWanted` leaves some of them out. */
export function toNotificationJobs(
  occurrence: Occurrence & { requestId: number },
  isWanted: (notification: Notification) => boolean = () => true,
): Job[] {
  const { requestId } = occurrence;
  return findNotifications(occurrence)
    .filter(isWanted)
    .map((notification) => toJob(sendNotification, { requestId, ...notification }));
}
