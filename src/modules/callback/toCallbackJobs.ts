import { applyChanges, type Changes } from '../../engine/changes';
import { runStatus, type RunStatus } from '../../engine/runStatus';
import type { RequestState } from '../../engine/state';
import type { CallbackEvent } from '../../jobs/callback/callbackMessage';
import { toJob } from '../../jobs/task';
import { sendCallback } from '../../jobs/tasks/sendCallback';
import { toGlobalId } from '../../relay/globalId';
import type { ChangeSet, Job } from '../../store/commitChanges';
import type { LoadedProcess } from '../../store/load/loadDefinition';

const runStatuses = {
  'request.completed': 'COMPLETED',
  'request.cancelled': 'CANCELLED',
  'request.failed': 'FAILED',
  'request.awaiting': 'AWAITING',
} as const satisfies Record<CallbackEvent, RunStatus>;

const ends = { COMPLETED: 'request.completed', CANCELLED: 'request.cancelled', ERROR: 'request.failed' } as const;

/** A job for each callback that is notified of a change of a request; `before` is null for a new one. All of them send the same, under the same ID. */
export function toCallbackJobs(
  set: Pick<ChangeSet, 'operation' | 'requestId' | 'over' | 'at' | 'changes' | 'compiled'>,
  { name: processName, callbacks }: Pick<LoadedProcess, 'name' | 'callbacks'>,
  before: RequestState | null,
): Job[] {
  if (callbacks.length === 0) return [];
  const event = findEvent(set, before);
  const subscribed = callbacks.filter(({ events }) => event !== null && events.includes(event));
  if (event === null || subscribed.length === 0) return [];
  const { operation, requestId, at } = set;
  const { status, subStatus } = set.changes.request;
  const uuid = before?.uuid ?? operation;
  const person = before ? before.case : typeof set.over === 'number' ? null : set.over.case;
  const data = {
    requestId: toGlobalId('Request', requestId),
    number: requestId,
    uuid,
    status,
    subStatus,
    processName,
    runStatus: runStatuses[event],
    // What the Workflows API calls them.
    ...(person && { id: uuid, caseId: person.uuid }),
  };
  const body = JSON.stringify({ type: event, timestamp: at.toISOString(), data });
  return subscribed.map(({ id }) => toJob(sendCallback, { callbackId: id, requestId, event, webhookId: `msg_${operation}`, body }));
}

/** Returns what callbacks are notified of a change of a request, null for nothing: that it ended by it, or awaits people since. `before` is null for a new one. */
function findEvent({ changes, compiled }: Pick<ChangeSet, 'changes' | 'compiled'>, before: RequestState | null): CallbackEvent | null {
  const { status, subStatus } = changes.request;
  // Not by its status alone: one that was opened again may have ended again by now.
  const hasEnded = changes.history.some(({ type }) => type === 'REQUEST_CLOSED' || type === 'REQUEST_CANCELLED');
  if (status === 'CLOSED') return hasEnded ? ends[subStatus ?? 'COMPLETED'] : null;
  const isAwaiting = (state: Pick<RequestState, 'status' | 'subStatus' | 'actions'>) =>
    runStatus(state, openActivities(state), compiled) === 'AWAITING';
  return isAwaiting(after(changes, before)) && !(before && isAwaiting(before)) ? 'request.awaiting' : null;
}

function after(changes: Changes, before: RequestState | null): Pick<RequestState, 'status' | 'subStatus' | 'actions'> {
  return before ? applyChanges(before, changes) : { ...changes.request, actions: changes.actions };
}

function openActivities({ actions }: Pick<RequestState, 'actions'>): string[] {
  return actions.filter(({ status }) => status !== 'CLOSED').map(({ activity }) => activity);
}
