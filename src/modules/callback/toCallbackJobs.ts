import type { RequestState } from '../../engine/state';
import type { Job } from '../../jobs/job';
import { toJob } from '../../jobs/task';
import type { CallbackEvent } from '../../jobs/callback/callbackEvents';
import { sendCallback } from '../../jobs/tasks/sendCallback';
import { toGlobalId } from '../../relay/globalId';
import type { ChangeSet } from '../../store/commitChanges';
import type { LoadedProcess } from '../../store/loadedProcess';
import type { RunStatus } from '../request/runStatus';
import { findEvent } from './findEvent';

const runStatuses = {
  'request.completed': 'COMPLETED',
  'request.cancelled': 'CANCELLED',
  'request.failed': 'FAILED',
  'request.awaiting': 'AWAITING',
} as const satisfies Record<CallbackEvent, RunStatus>;

/** A job for each callback that is told of a change of a request; `before` is null for a new one. All of them send the same, under the same ID. */
export function toCallbackJobs(
  set: Pick<ChangeSet, 'operation' | 'requestId' | 'over' | 'at' | 'changes' | 'compiled'>,
  { name: processName, callbacks }: Pick<LoadedProcess, 'name' | 'callbacks'>,
  before: RequestState | null,
): Job[] {
  if (callbacks.length === 0) return [];
  const event = findEvent(set, before);
  const told = callbacks.filter(({ events }) => event !== null && events.includes(event));
  if (event === null || told.length === 0) return [];
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
  return told.map(({ id }) => toJob(sendCallback, { callbackId: id, requestId, event, webhookId: `msg_${operation}`, body }));
}
