import { refusal } from '../../errors';
import type { Command } from '../command';
import { moveRequest } from '../move';
import { record } from '../run/record';
import { requireOpenRequest } from '../run/actions';
import type { Run } from '../run/run';
import { setData } from '../run/setData';
import { settle } from '../run/settle';

/** Sets the defaults and what was sent, and opens an action for each entry of `start` in order, at a join as well. */
export async function create(run: Run, command: Extract<Command, { type: 'CREATE' }>): Promise<void> {
  requireOpenRequest(run);
  moveRequest(run.request, 'OPEN', 'CREATE', run.time, null);
  setData(run, run.process.defaults);
  setData(run, command.data);
  record(run, 'REQUEST_CREATED', null, { data: Object.keys(command.data) });
  run.queue.push(...run.process.start.map((to, transition) => ({ to, token: { action: 0, transition } })));
  await settle(run);
}

/** Opens a request again that ended because an action failed, its activity, and whatever the failure interrupted. Throws RETRY_IMPOSSIBLE. */
export async function retry(run: Run): Promise<void> {
  const { id, failedAction, interrupted } = run.request;
  const failed = failedAction === null ? undefined : run.actions.get(failedAction);
  if (!failed || run.request.subStatus !== 'ERROR') throw refusal('RETRY_IMPOSSIBLE', { request: id });
  moveRequest(run.request, 'OPEN', 'RETRY', run.time);
  run.request.message = null;
  run.request.failedAction = null;
  run.request.interrupted = null;
  run.request.steps = 0;
  record(run, 'REQUEST_RETRIED', failed);
  run.queue = [{ to: failed.activity, token: { action: failed.number, transition: -1 } }, ...(interrupted?.arrivals ?? [])];
  for (const [name, tokens] of Object.entries(interrupted?.waiting ?? {})) run.waiting.set(name, [...tokens]);
  await settle(run);
}

/** Sets data of an open request; nothing follows from it. Throws REQUEST_CLOSED. */
export function updateDataset(run: Run, command: Extract<Command, { type: 'SET_DATA' }>): void {
  requireOpenRequest(run);
  setData(run, command.data);
  record(run, 'DATASET_UPDATED', null, { data: Object.keys(command.data) });
}
