import type { Context } from '../context';
import type { ChangeSet } from '../store/commitChanges';
import { keepAnswered, type Kept } from './keepAnswered';

/** Commits the changes of a request, as `keepAnswered` does: false when they were decided on what is no longer so. */
export function commitAnswered(context: Context, set: Omit<ChangeSet, keyof Kept>, payload: object): Promise<boolean> {
  return keepAnswered(context, payload, (kept) => context.store.commitChanges({ ...set, ...kept }), [set.requestId]);
}
