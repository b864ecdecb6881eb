import { RateLimiterMemory, RateLimiterQueue } from 'rate-limiter-flexible';
import { refusal, type Refusal } from '../errors';

/** How many failures of one user from one address in a minute are free. */
const free = 4;
/** How many failures from one address in a minute are taken, of all users together. */
const mostHere = 50;
/** How many attempts of one user from one address may wait their turn. */
const mostWaiting = 10;

/** Runs log-in attempts of a user from an address: from the fifth failure in a minute on, one a second. */
export type SlowDown = <Result>(userName: string, address: string, attempt: () => Promise<Result | null>) => Promise<Result | null>;

/**
 * Counts failures in this process. An attempt that gives null has failed; it counts from its beginning, so that many at
 * once are no way round it. One that throws does not count. Throws LOG_IN_TOO_OFTEN when too many wait already, or the
 * address has failed 50 times in a minute.
 */
export function createSlowDown(): SlowDown {
  const failures = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: 60 });
  const failuresHere = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: 60 });
  const pace = new RateLimiterMemory({ points: 1, duration: 1 });
  const createTurns = () => new RateLimiterQueue(pace, { maxQueueSize: mostWaiting });
  let turns = createTurns();
  let waiting = 0;

  async function waitForTurn(key: string): Promise<void> {
    waiting += 1;
    try {
      await turns.removeTokens(1, key);
    } catch {
      throw tooOften(mostWaiting);
    } finally {
      waiting -= 1;
      // It keeps the key of everyone who ever waited.
      if (waiting === 0) turns = createTurns();
    }
  }

  return async (userName, address, attempt) => {
    const here = await failuresHere.consume(address);
    if (here.consumedPoints > mostHere) throw tooOften(Math.ceil(here.msBeforeNext / 1000));
    const key = `${userName} ${address}`;
    const { consumedPoints } = await failures.consume(key);
    if (consumedPoints > free) await waitForTurn(key);
    const forgive = () => Promise.all([failures.reward(key), failuresHere.reward(address)]);
    const result = await attempt().catch(async (error: unknown) => {
      await forgive();
      throw error;
    });
    if (result !== null) await forgive();
    return result;
  };
}

function tooOften(wait: number): Refusal {
  return refusal('LOG_IN_TOO_OFTEN', { wait }, { retryAfter: wait });
}
