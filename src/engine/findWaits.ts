import type { Definition } from './definition';
import { reachable } from './reachable';
import { waitingTypes } from './waitingTypes';

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
