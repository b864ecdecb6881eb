import type { Context } from '../context';
import { refusal } from '../errors';
import { requestsIn } from './delivery/requestsIn';
import type { ChangeSet, CommitResult } from '../store/commitChanges';

/** What is committed with an effect: the answer, where the call has an Idempotency-Key, and the entry of the call in the log. */
export type Kept = Pick<ChangeSet, 'answer' | 'delivery'>;

/**
 * Commits something together with the answer and the call's entry in the log. False when it was decided on what is no longer so: load and
 * decide again. Throws IDEMPOTENCY_KEY_TAKEN when another call with that key was faster; the hook gives its answer then.
 *
 * @param requestIds the requests that are created or touched: those that the answer names, where it is not said
 */
export async function keepAnswered(
  { exchange }: Context,
  payload: object,
  commit: (kept: Kept) => Promise<CommitResult>,
  requestIds?: number[],
): Promise<boolean> {
  const delivery = exchange?.delivery ?? null;
  if (delivery) delivery.requestIds = requestIds ?? requestsIn(payload);
  const result = await commit({ answer: exchange?.idempotency ? { ...exchange.idempotency, payload } : null, delivery });
  if (result === 'KEY_TAKEN') throw refusal('IDEMPOTENCY_KEY_TAKEN', {});
  if (delivery && result === 'COMMITTED') delivery.isWritten = true;
  return result === 'COMMITTED';
}
