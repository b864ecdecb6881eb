import type { Command } from '../command';
import { record } from '../run/record';
import { requireOpenRequest } from '../run/requireOpenRequest';
import type { Run } from '../run/run';
import { setData } from '../run/setData';

/** Sets data of an open request; nothing follows from it. Throws REQUEST_CLOSED. */
export function updateDataset(run: Run, command: Extract<Command, { type: 'SET_DATA' }>): void {
  requireOpenRequest(run);
  setData(run, command.data);
  record(run, 'DATASET_UPDATED', null, { data: Object.keys(command.data) });
}
