import type { Definition } from './definition';
import { reachable } from './reachable';
import { waitingTypes } from './waitingTypes';

/** The names of the activities that a request may come to and wait at, in the order of the definition. Those of sub-processes are not looked at. */
export function findWaits({ start, activities, transitions }: Definition): string[] {
  const next = reachable(transitions);
  const reached = new Set([start].flat().flatMap((name) => [name, ...(next.get(name) ?? [])]));
  return activities.filter(({ name, type }) => waitingTypes.has(type) && reached.has(name)).map(({ name }) => name);
}
