import type { Activity, Transition, Definition } from './definition';
import type { RequestState } from './state';

/** How a run stands, in the words of the Workflows API. */
export type RunStatus = 'RUNNING' | 'AWAITING' | 'COMPLETED' | 'CANCELLED' | 'FAILED';

const ended = { COMPLETED: 'COMPLETED', CANCELLED: 'CANCELLED', ERROR: 'FAILED' } as const;

/** The types of activities that do nothing until somebody acts or time has passed. */
const waitingTypes: ReadonlySet<string> = new Set(['USER', 'DELAY']);

/** Returns how a request stands whose open actions are of these activities: AWAITING when people are waited for, and beside them nothing but delays. */
export function runStatus(
  { status, subStatus }: Pick<RequestState, 'status' | 'subStatus'>,
  openActivities: readonly string[],
  { activities }: { activities: ReadonlyMap<string, { activity: Pick<Activity, 'type'> }> },
): RunStatus {
  if (status === 'CLOSED') return ended[subStatus ?? 'COMPLETED'];
  const types = openActivities.map((name) => activities.get(name)?.activity.type ?? '');
  return types.includes('USER') && types.every((type) => waitingTypes.has(type)) ? 'AWAITING' : 'RUNNING';
}

/** The names of all activities that can follow each activity sooner or later, along any transitions. */
export function reachable(transitions: readonly Pick<Transition, 'from' | 'to'>[]): ReadonlyMap<string, ReadonlySet<string>> {
  const next = new Map<string, Set<string>>();
  for (const { from, to } of transitions) next.set(from, (next.get(from) ?? new Set()).add(to));
  return new Map([...next].map(([from, targets]) => [from, closure(targets, next)]));
}

function closure(targets: ReadonlySet<string>, next: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  const reached = new Set(targets);
  // A set can grow while it is walked through: it ends when nothing new turns up.
  for (const name of reached) for (const target of next.get(name) ?? []) reached.add(target);
  return reached;
}

/**
 * The names of the activities that a request can come to and wait at before the caller who waits for it is answered by a RESPONSE, in the order
 * of the definition. Those of sub-processes are not looked at.
 */
export function findWaits({ start, activities, transitions }: Definition): string[] {
  const answering = new Set(activities.filter(({ type }) => type === 'RESPONSE').map(({ name }) => name));
  // Only a RESPONSE that fails has not answered.
  const next = reachable(transitions.filter(({ from, on }) => !answering.has(from) || on !== 'COMPLETE'));
  const reached = new Set([start].flat().flatMap((name) => [name, ...(next.get(name) ?? [])]));
  return activities.filter(({ name, type }) => waitingTypes.has(type) && reached.has(name)).map(({ name }) => name);
}
