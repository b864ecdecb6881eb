import { refusal } from '../../errors';
import { moveRequest } from '../move';
import { openAction } from '../run/openAction';
import { record } from '../run/record';
import type { Run } from '../run/run';
import { settle } from '../run/settle';

/** Opens a request that ended because an action failed, and its activity once more. Throws RETRY_IMPOSSIBLE. */
export async function retry(run: Run): Promise<void> {
  const { id, failedAction } = run.request;
  const failed = failedAction === null ? undefined : run.actions.get(failedAction);
  if (!failed || run.request.subStatus !== 'ERROR') throw refusal('RETRY_IMPOSSIBLE', { request: id });
  moveRequest(run.request, 'OPEN', 'RETRY', run.time);
  run.request.message = null;
  run.request.failedAction = null;
  run.request.steps = 0;
  record(run, 'REQUEST_RETRIED', failed);
  await openAction(run, failed.activity, [{ action: failed.number, transition: -1 }]);
  await settle(run);
}
