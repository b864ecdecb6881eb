import { Refusal } from '../../errors';
import type { Effect } from '../activities/behaviour';

/** What an activity comes to, whose expressions may fail: a refusal is its failure. */
export async function attempt<Result extends Effect>(work: () => Promise<Result>): Promise<Result | { failure: string }> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return { failure: error.message };
    throw error;
  }
}
