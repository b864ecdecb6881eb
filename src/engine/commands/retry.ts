import { refusal } from '../../errors';
import { moveRequest } from '../move';
import { record } from '../run/record';
import type { Run } from '../run/run';
import { settle } from '../run/settle';

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
