import type { Effect } from '../activities/behaviour';
import { isFailure } from './isFailure';

/** What an activity comes to, whose expressions may fail: that is its failure. */
export async function attempt<Result extends Effect>(work: () => Promise<Result>): Promise<Result | { failure: string }> {
  try {
    return await work();
  } catch (error) {
    if (isFailure(error)) return { failure: error.message };
    throw error;
  }
}
