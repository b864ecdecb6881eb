import { RateLimiterMemory, RateLimiterQueue } from 'rate-limiter-flexible';
import { refusal } from '../errors';

/** How many failures in a minute are free. */
const free = 4;
/** How many attempts of one user from one address may wait their turn. */
const mostWaiting = 10;

/** Runs log-in attempts of a user from an address: from the fifth failure in a minute on, one a second. */
export type SlowDown = <Result>(key: string, attempt: () => Promise<Result | null>) => Promise<Result | null>;

/**
 * Counts failures in this process. An attempt that gives null has failed; it counts from its beginning, so that many at
 * once are no way round it. Throws LOG_IN_TOO_OFTEN when too many wait already.
 */
export function createSlowDown(): SlowDown {
  const failures = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: 60 });
  const pace = new RateLimiterMemory({ points: 1, duration: 1 });
  const createTurns = () => new RateLimiterQueue(pace, { maxQueueSize: mostWaiting });
  let turns = createTurns();
  let waiting = 0;

  async function waitForTurn(key: string): Promise<void> {
    waiting += 1;
    try {
      await turns.removeTokens(1, key);
    } catch {
      throw refusal('LOG_IN_TOO_OFTEN', { wait: mostWaiting }, { retryAfter: mostWaiting });
    } finally {
      waiting -= 1;
      // It keeps the key of everyone who ever waited.
      if (waiting === 0) turns = createTurns();
    }
  }

  return async (key, attempt) => {
    const { consumedPoints } = await failures.consume(key);
    if (consumedPoints > free) await waitForTurn(key);
    const result = await attempt();
    if (result !== null) await failures.reward(key);
    return result;
  };
}
