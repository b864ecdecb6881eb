import type { Context } from '../../../context';
import type { Changes } from '../../../engine/changes';
import type { FindMember } from '../../../engine/run/run';
import type { RequestState } from '../../../engine/state';
import { familyConcurrencyKeys } from '../../../jobs/createConcurrencyLimits';
import { toJob } from '../../../jobs/task';
import { startRequests } from '../../../jobs/tasks/startRequests';
import { workTasks } from '../../../jobs/tasks';
import type { Job } from '../../../store/commitChanges';
import type { LoadedProcess } from '../../../store/load/loadDefinition';
import type { Party } from '../../../store/viewer';
import { toCallbackJobs } from '../../callback/toCallbackJobs';
import { keepAnswered, tryAgain } from '../../keepAnswered';
import { toNotificationJobs, type Notification } from '../../notification/findNotifications';
import { memberFinder } from '../../process/access';
import type { DecidedSet } from './toChangeSet';

/** What is to be written. */
export interface Decision<Result> {
  set: DecidedSet;
  process: LoadedProcess;
  /** The request that it was decided on; null for a new one. */
  state: RequestState | null;
  /** Returns which of the emails about it are sent; absent: all. */
  isWanted?: (notification: Notification) => boolean;
  /** Returns what the caller gets once it is written. */
  toResult: () => Result;
}

/** Gives the engine's view of these people, who were loaded: it notes whom data name beside them. */
export type FindMemberAmong = (people: Party[]) => FindMember;

/**
 * The one way to change or start a request: has `decide` load it and decide, and commits that together with its jobs, the answer under the
 * call's Idempotency-Key and the call's entry in the log. Decides again where data name users who were not loaded, whose names it adds to
 * `userNames`, and where another change was faster. A decision that is `done` writes nothing. Resolves to null after too many tries.
 */
export async function commitDecision<Result extends object>(
  { store, exchange }: Pick<Context, 'store' | 'exchange'>,
  userNames: string[],
  decide: (among: FindMemberAmong) => Promise<Decision<Result> | { done: Result }>,
  maxTries?: number,
): Promise<Result | null> {
  async function decideAmongAll(): Promise<Decision<Result> | { done: Result }> {
    for (;;) {
      const missing = new Set<string>();
      const decision = await decide((people) => memberFinder(people, userNames, missing));
      if (missing.size === 0) return decision;
      userNames.push(...missing);
    }
  }

  return tryAgain(async () => {
    const decision = await decideAmongAll();
    if ('done' in decision) return decision.done;
    const { set } = decision;
    const result = decision.toResult();
    const jobs = toJobs(decision);
    const isCommitted = await keepAnswered({ exchange }, result, (kept) => store.commitChanges({ ...set, jobs, ...kept }), [set.requestId]);
    return isCommitted ? result : null;
  }, maxTries);
}

/**
 * All that is to be done once a decision is written: its emails, the calls of callbacks, the work for its actions, and what its end means to
 * others. Nobody is notified of the end of a request that another one started.
 */
function toJobs({ set, process, state, isWanted = () => true }: Decision<unknown>): Job[] {
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

/** Returns what has to be done outside for the actions of a request, as jobs. */
function toWorkJobs({ requestId, changes }: { requestId: number; changes: Pick<Changes, 'work'> }): Job[] {
  return changes.work.map(({ action, work }) => {
    const payload = work.task === 'wakeAction' ? { requestId, action, at: work.at } : { requestId, action, work };
    return toJob(workTasks[work.task], payload, { runAt: work.task === 'wakeAction' ? new Date(work.at) : null });
  });
}
