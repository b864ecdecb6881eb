import type { Context } from '../context';
import type { ChangeSet } from '../store/commitChanges';
import { keepAnswered } from './keepAnswered';

/** Commits the changes of a request, as `keepAnswered` does: false when they were decided on what is no longer so. */
export function commitAnswered(context: Context, set: Omit<ChangeSet, 'answer'>, payload: object): Promise<boolean> {
  return keepAnswered(context, payload, (answer) => context.store.commitChanges({ ...set, answer }));
}
