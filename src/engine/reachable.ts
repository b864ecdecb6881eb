import type { Transition } from './definition';

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
