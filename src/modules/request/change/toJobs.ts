import type { Changes } from '../../../engine/changes';
import type { RequestState } from '../../../engine/state';
import { familyConcurrencyKeys } from '../../../jobs/createConcurrencyLimits';
import { toJob } from '../../../jobs/task';
import { startRequests } from '../../../jobs/tasks/startRequests';
import { workTasks } from '../../../jobs/tasks';
import type { ChangeSet, Job } from '../../../store/commitChanges';
import type { LoadedProcess } from '../../../store/load/loadDefinition';
import { toCallbackJobs } from '../../callback/toCallbackJobs';
import { toNotificationJobs, type Notification } from '../../notification/findNotifications';

/**
 * All that is to be done once a change of a request is written: its mails, of which `isWanted` leaves some out, the calls of callbacks, the work for its
 * actions, and what its end means to others. `state` is the request as it was before, null for a new one. Nobody is told of the end of a request that another one started.
 */
export function toJobs(
  set: Omit<ChangeSet, 'answer' | 'jobs'>,
  { process, state }: { process: LoadedProcess; state: RequestState | null },
  isWanted: (notification: Notification) => boolean = () => true,
): Job[] {
  const { requestId, changes, compiled, over, family } = set;
  const parent = typeof over === 'number' ? (state?.parent ?? null) : over.parent;
  const isSent = (notification: Notification) =>
    isWanted(notification) &&
    !(parent && (notification.kind === 'REQUEST_CLOSED' || notification.kind === 'REQUEST_CANCELLED')) &&
    // A job that would find no address costs as much as the change itself. Of others it finds out by itself.
    !(notification.userId === state?.requester.id && !state.requester.email);
  const cancelled = changes.actions.filter(
    ({ activity, subStatus }) =>
      (subStatus === 'CANCELLED' || subStatus === 'ERROR') && compiled.activities.get(activity)?.activity.type === 'SUBPROCESS',
  );
  const jobs = [
    ...toNotificationJobs(set, isSent),
    ...toCallbackJobs(set, process, state),
    ...toWorkJobs(set),
    ...cancelled.map(({ number }) => toJob(startRequests, { requestId, action: number })),
    // One that ends as it is started needs no job: the job that starts it looks again.
    ...(parent && state && changes.request.status === 'CLOSED'
      ? [toJob(startRequests, { requestId: parent.id, action: parent.action })]
      : []),
  ];
  return jobs.map((job) => ({ ...job, concurrencyKeys: [...job.concurrencyKeys, ...familyConcurrencyKeys(job.task, family.root)] }));
}

/** What has to be done outside for the actions of a request, as jobs. */
function toWorkJobs({ requestId, changes }: { requestId: number; changes: Pick<Changes, 'work'> }): Job[] {
  return changes.work.map(({ action, work }) => {
    const payload = work.task === 'wakeAction' ? { requestId, action, at: work.at } : { requestId, action, work };
    return toJob(workTasks[work.task], payload, { runAt: work.task === 'wakeAction' ? new Date(work.at) : null });
  });
}
