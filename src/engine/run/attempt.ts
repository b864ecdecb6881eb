import { Refusal } from '../../errors';
import type { Effect } from '../activities/activityType';

/** What an activity comes to, whose expressions may fail: that is its failure. */
export async function attempt<Result extends Effect>(work: () => Promise<Result>): Promise<Result | { failure: string }> {
  try {
    return await work();
  } catch (error) {
    if (isFailure(error)) return { failure: error.message };
    throw error;
  }
}

/**
 * Whether an error is the failure of the activity, transition or output that it comes from: an expression that failed, a value that does not fit,
 * a limit. An error that passes (UNAVAILABLE, such as EXPRESSIONS_BUSY) or is not a refusal ends the whole command instead.
 */
export function isFailure(error: unknown): error is Refusal {
  return error instanceof Refusal && error.code !== 'UNAVAILABLE';
}
