import type { Command } from '../command';
import { moveRequest } from '../move';
import { record } from '../run/record';
import { requireOpenRequest } from '../run/requireOpenRequest';
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
