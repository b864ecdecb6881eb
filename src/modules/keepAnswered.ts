import type { Context } from '../context';
import { refusal } from '../errors';
import type { ChangeSet, CommitResult } from '../store/commitChanges';

/**
 * Commits something together with the answer, where the call has an Idempotency-Key. False when it was decided on what is
 * no longer so: load and decide again. Throws IDEMPOTENCY_KEY_TAKEN when another call with that key was faster; the hook
 * gives its answer then.
 */
export async function keepAnswered(
  { exchange }: Context,
  payload: object,
  commit: (answer: ChangeSet['answer']) => Promise<CommitResult>,
): Promise<boolean> {
  const result = await commit(exchange?.idempotency ? { ...exchange.idempotency, payload } : null);
  if (result === 'KEY_TAKEN') throw refusal('IDEMPOTENCY_KEY_TAKEN', {});
  return result === 'COMMITTED';
}
