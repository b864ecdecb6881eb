import { activityOf } from './activityOf';
import { closeRequest } from './closeRequest';
import { findReadyJoin } from './findReadyJoin';
import { openAction } from './openAction';
import { openActions } from './openActions';
import type { Arrival } from '../state';
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
