import type { Activity } from '../../engine/definition';
import type { RequestState } from '../../engine/state';
import { waitingTypes } from '../../engine/waitingTypes';

/** How a run stands, in the words of the Workflows API. */
export type RunStatus = 'RUNNING' | 'AWAITING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

const ended = { COMPLETED: 'COMPLETED', CANCELLED: 'CANCELLED', ERROR: 'FAILED' } as const;

/** How a request stands whose open actions are of these activities: AWAITING when nothing but people and delays is waited for. */
export function runStatus(
  { status, subStatus }: Pick<RequestState, 'status' | 'subStatus'>,
  openActivities: readonly string[],
  { activities }: { activities: ReadonlyMap<string, { activity: Pick<Activity, 'type'> }> },
): RunStatus {
  if (status === 'CLOSED') return ended[subStatus ?? 'COMPLETED'];
  const isIdle = openActivities.length > 0 && openActivities.every((name) => waitingTypes.has(activities.get(name)?.activity.type ?? ''));
  return isIdle ? 'AWAITING' : 'RUNNING';
}
