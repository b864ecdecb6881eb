import { applyChanges, type Changes } from '../../engine/changes';
import type { RequestState } from '../../engine/state';
import type { CallbackEvent } from '../../jobs/callback/callbackEvents';
import type { ChangeSet } from '../../store/commitChanges';
import { runStatus } from '../request/runStatus';

const ends = { COMPLETED: 'request.completed', CANCELLED: 'request.cancelled', ERROR: 'request.failed' } as const;

/** What callbacks are told of a change of a request, null for nothing: that it ended by it, or awaits people since. `before` is null for a new one. */
export function findEvent(
  { changes, compiled }: Pick<ChangeSet, 'changes' | 'compiled'>,
  before: RequestState | null,
): CallbackEvent | null {
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
