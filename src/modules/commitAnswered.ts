import type { Context } from '../context';
import { refusal } from '../errors';
import type { ChangeSet } from '../store/commitChanges';

/**
 * Commits the set, together with the answer where the call has an Idempotency-Key. False when it was decided on what is
 * no longer so: load and decide again. Throws IDEMPOTENCY_KEY_TAKEN when another call with that key was faster; the hook
 * gives its answer then.
 */
export async function commitAnswered(context: Context, set: Omit<ChangeSet, 'answer'>, payload: object): Promise<boolean> {
  const idempotency = context.hook?.idempotency;
  const result = await context.store.commitChanges({ ...set, answer: idempotency ? { ...idempotency, payload } : null });
  if (result === 'KEY_TAKEN') throw refusal('IDEMPOTENCY_KEY_TAKEN', {});
  return result === 'COMMITTED';
}
