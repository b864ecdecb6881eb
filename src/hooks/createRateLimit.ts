import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { refusal } from '../errors';
import type { Hook } from '../store/loadHook';
import type { Database } from '../store/openDatabase';

/** Counts a call of this hook. Throws RATE_EXCEEDED when it is one too many. */
export type RateLimit = (hook: Hook) => Promise<void>;

/** Rate limits shared by all processes, in one table; a hook without one costs nothing. */
export function createRateLimit(db: Database): RateLimit {
  const limiters = new Map<string, RateLimiterPostgres>();

  function limiterOf(requests: number, seconds: number): RateLimiterPostgres {
    const key = `${requests}/${seconds}`;
    const limiter =
      limiters.get(key) ??
      new RateLimiterPostgres({
        storeClient: db.pool,
        storeType: 'pool',
        tableName: 'rate_limit',
        tableCreated: true,
        keyPrefix: `hook ${key}`,
        points: requests,
        duration: seconds,
      });
    limiters.set(key, limiter);
    return limiter;
  }

  return async ({ id, rateLimitRequests: requests, rateLimitSeconds: seconds }) => {
    if (requests === null || seconds === null) return;
    try {
      await limiterOf(requests, seconds).consume(String(id));
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error;
      const wait = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
      throw refusal('RATE_EXCEEDED', { requests, seconds, wait }, { retryAfter: wait });
    }
  };
}
