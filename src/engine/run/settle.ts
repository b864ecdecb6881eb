import type { Arrival } from '../state';
import { activityOf, openActions } from './actions';
import { closeRequest } from './closeRequest';
import { openAction } from './openAction';
import type { Run } from './run';

/**
 * Lets all tokens arrive, in the order they were sent, until nothing moves any more: every automatic action has run,
 * every join that is ready has opened. Closes the request as COMPLETED when nothing is open and nothing waits.
 */
export async function settle(run: Run): Promise<void> {
  while (run.request.status === 'OPEN') {
    const arrival = run.queue.shift();
    if (arrival) {
      await arrive(run, arrival);
      continue;
    }
    const join = findReadyJoin(run);
    if (join === null) break;
    const tokens = run.waiting.get(join) ?? [];
    run.waiting.delete(join);
    await openAction(run, join, tokens);
  }
  if (run.request.status === 'OPEN' && openActions(run).length === 0)
    await closeRequest(run, { as: 'COMPLETED', cause: 'NOTHING_LEFT', message: null, action: null });
}

async function arrive(run: Run, { to, token, interrupted }: Arrival): Promise<void> {
  const isBeginning = token.action === 0 || token.transition === -1;
  if (isBeginning || activityOf(run, to).activity.join === 'ANY') return openAction(run, to, [token], interrupted);
  run.waiting.set(to, [...(run.waiting.get(to) ?? []), token]);
}

/**
 * The first waiting join, in the order of the definition, that nothing can lead to any more: no open action, and no other
 * waiting join that goes before it. Of joins that wait for each other none goes before. Null where there is none.
 */
function findReadyJoin(run: Run): string | null {
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
