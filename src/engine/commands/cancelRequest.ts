import { closeRequest } from '../run/closeRequest';
import { record } from '../run/record';
import { requireOpenRequest } from '../run/requireOpenRequest';
import type { Run } from '../run/run';

/** Closes the request and all its open actions as CANCELLED. Throws REQUEST_CLOSED. */
export async function cancelRequest(run: Run): Promise<void> {
  requireOpenRequest(run);
  record(run, 'REQUEST_CANCELLED', null);
  await closeRequest(run, { as: 'CANCELLED', cause: 'CANCEL_REQUEST', message: null, action: null });
}
