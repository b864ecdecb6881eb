import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal, refusal } from '../errors';
import { networkOf } from '../identity/slowDown';
import { limits } from '../limits';
import type { Hook } from '../store/loadHook';

/** Runs a check of who calls. From the 51st failure of an address in a minute on, failures are refused by CALLS_FAILED. */
export type FailureLimit = (hook: Hook, address: string, check: () => Promise<void> | void) => Promise<void>;

/**
 * Counts, for each hook and address, the calls that could not prove that they may use the hook. They do not count as calls of the hook, and
 * a right call always gets through: so nobody can use up what the hook's real caller needs.
 */
export function createFailureLimit(): FailureLimit {
  const failures = new RateLimiterMemory({ points: limits.failedHookCalls.value, duration: 60 });

  return async ({ id }, address, check) => {
    try {
      await check();
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'UNAUTHENTICATED') throw error;
      await failures.consume(`${id} ${networkOf(address)}`).catch((limit: unknown) => {
        const wait = Math.ceil((limit as RateLimiterRes).msBeforeNext / 1000);
        throw refusal('CALLS_FAILED', { wait }, { retryAfter: wait });
      });
      throw error;
    }
  };
}
