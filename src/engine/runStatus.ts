import type { Activity } from './definition';
import type { RequestState } from './state';

/** How a run stands, in the words of the Workflows API. */
export type RunStatus = 'RUNNING' | 'AWAITING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

const ended = { COMPLETED: 'COMPLETED', CANCELLED: 'CANCELLED', ERROR: 'FAILED' } as const;

/** The types of activities that do nothing until somebody acts or time has passed. */
export const waitingTypes: ReadonlySet<string> = new Set(['USER', 'DELAY']);

/** How a request stands whose open actions are of these activities: AWAITING when people are waited for, and beside them nothing but delays. */
export function runStatus(
  { status, subStatus }: Pick<RequestState, 'status' | 'subStatus'>,
  openActivities: readonly string[],
  { activities }: { activities: ReadonlyMap<string, { activity: Pick<Activity, 'type'> }> },
): RunStatus {
  if (status === 'CLOSED') return ended[subStatus ?? 'COMPLETED'];
  const types = openActivities.map((name) => activities.get(name)?.activity.type ?? '');
  return types.includes('USER') && types.every((type) => waitingTypes.has(type)) ? 'AWAITING' : 'RUNNING';
}
