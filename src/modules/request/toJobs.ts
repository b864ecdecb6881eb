import type { Changes } from '../../engine/changes';
import type { CompiledDefinition } from '../../engine/compileDefinition';
import type { Parent } from '../../engine/state';
import type { Job } from '../../jobs/job';
import { toJob } from '../../jobs/task';
import { startRequests } from '../../jobs/tasks/startRequests';
import type { Notification, Occurrence } from '../notification/findNotifications';
import { toNotificationJobs } from '../notification/toNotificationJobs';
import { toWorkJobs } from './toWorkJobs';

/**
 * All that is to be done once a change of a request is written: its mails, of which `isWanted` leaves some out, the work for its actions, and
 * what its end means to others. Nobody is told of the end of a request that another one started.
 */
export function toJobs(
  set: Occurrence & { requestId: number; changes: Changes; compiled: CompiledDefinition },
  parent: Parent | null,
  isWanted: (notification: Notification) => boolean = () => true,
): Job[] {
  const { requestId, changes, compiled } = set;
  const isTold = (told: Notification) =>
    isWanted(told) && !(parent && (told.kind === 'REQUEST_CLOSED' || told.kind === 'REQUEST_CANCELLED'));
  const cancelled = changes.actions.filter(
    ({ activity, subStatus }) =>
      (subStatus === 'CANCELLED' || subStatus === 'ERROR') && compiled.activities.get(activity)?.activity.type === 'SUBPROCESS',
  );
  return [
    ...toNotificationJobs(set, isTold),
    ...toWorkJobs(set),
    ...cancelled.map(({ number }) => toJob(startRequests, { requestId, action: number })),
    ...(parent && changes.request.status === 'CLOSED' ? [toJob(startRequests, { requestId: parent.id, action: parent.action })] : []),
  ];
}
