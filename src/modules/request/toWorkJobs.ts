import type { Changes } from '../../engine/changes';
import type { Job } from '../../jobs/job';
import { toJob } from '../../jobs/task';
import { workTasks } from '../../jobs/workTasks';

/** What has to be done outside for the actions of a request, as jobs. */
export function toWorkJobs({ requestId, changes }: { requestId: number; changes: Pick<Changes, 'work'> }): Job[] {
  return changes.work.map(({ action, work }) => {
    const payload = work.task === 'wakeAction' ? { requestId, action, at: work.at } : { requestId, action, work };
    return toJob(workTasks[work.task], payload, { runAt: work.task === 'wakeAction' ? new Date(work.at) : null });
  });
}
