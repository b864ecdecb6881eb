import { openActions } from './openActions';
import type { Run } from './run';

/**
 * The first waiting join, in the order of the definition, that nothing can lead to any more: no open action, and no other
 * waiting join that goes before it. Of joins that wait for each other none goes before. Null where there is none.
 */
export function findReadyJoin(run: Run): string | null {
  if (run.waiting.size === 0) return null;
  const { activities } = run.process;
  const open = new Set(openActions(run).map(({ activity }) => activity));
  const leads = (from: string, to: string) => activities.get(from)?.reaches.has(to) ?? false;
  for (const name of activities.keys()) {
    if (!run.waiting.has(name) || [...open].some((from) => leads(from, name))) continue;
    const goesBefore = [...run.waiting.keys()].some((other) => other !== name && leads(other, name) && !leads(name, other));
    if (!goesBefore) return name;
  }
  return null;
}
