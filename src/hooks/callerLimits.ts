import ipaddr from 'ipaddr.js';
import { RateLimiterPostgres, RateLimiterRes, RateLimiterMemory } from 'rate-limiter-flexible';
import { refusal, Refusal } from '../errors';
import { networkOf } from '../identity/createLogInThrottle';
import { limits } from '../limits';
import type { Hook } from '../store/load/loadHook';
import type { Database } from '../store/openDatabase';

type Range = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Returns whether one of these addresses and CIDR ranges holds the address; an empty list holds all. IPv4 in IPv6 is IPv4. */
export function allowsAddress(allowed: readonly string[], address: string): boolean {
  if (allowed.length === 0) return true;
  if (!ipaddr.isValid(address)) return false;
  const caller = ipaddr.process(address);
  return allowed.some((entry) => {
    const range = parseRange(entry);
    return range[0].kind() === caller.kind() && caller.match(range);
  });
}

function parseRange(entry: string): Range {
  const isRange = entry.includes('/');
  const [base, bits]: Range = isRange ? ipaddr.parseCIDR(entry) : [ipaddr.parse(entry), entry.includes(':') ? 128 : 32];
  const isMapped = base instanceof ipaddr.IPv6 && base.isIPv4MappedAddress() && bits >= 96;
  return isMapped ? [base.toIPv4Address(), bits - 96] : [base, bits];
}

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

/** Runs a check of who calls. From the 51st failure of an address in a minute on, failures are refused by CALLS_FAILED. */
export type FailureLimit = <Result>(hook: Hook, address: string, check: () => Promise<Result> | Result) => Promise<Result>;

/**
 * Counts, for each hook and address, the calls that could not prove that they may use the hook. They do not count as calls of the hook, and
 * a right call always gets through: so nobody can use up what the hook's real caller needs.
 */
export function createFailureLimit(): FailureLimit {
  const failures = new RateLimiterMemory({ points: limits.failedHookCalls.value, duration: 60 });

  return async ({ id }, address, check) => {
    try {
      return await check();
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
