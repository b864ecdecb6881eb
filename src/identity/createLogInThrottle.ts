import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { RateLimiterMemory, RateLimiterQueue } from 'rate-limiter-flexible';
import { refusal, type Refusal } from '../errors';
import { limits } from '../limits';

/** Failures of one user from one address per minute that are not slowed down. */
const maxFreeFailures = 4;
const { value: maxAddressFailures } = limits.addressFailures;
const { value: maxUserFailures } = limits.userFailures;
/** Attempts of one user (from one address, or from all unknown ones) that can wait at a time. */
const maxWaiting = 10;
/** Pairs of user and address that logged in before; the oldest are forgotten. */
const maxKnown = 10_000;

/** Runs log-in attempts of a user from an address. `isKnown`: the user logged in from there before. */
export type LogInThrottle = <Result>(
  userName: string,
  address: string,
  attempt: (isKnown: boolean) => Promise<Result | null>,
) => Promise<Result | null>;

/**
 * Slows down who fails, in this server process: a user from an address to one attempt per second from the fifth failure in a minute on, and a user
 * from all unknown addresses together likewise, from the 21st on. Where the user has logged in before, the failures of others do not
 * count. An IPv6 network of 64 bits is one address. An attempt that returns null has failed; it counts from its
 * beginning, so many at once do not get around it. One that throws does not count. Throws LOG_IN_TOO_OFTEN when too many wait, or the
 * address has failed 50 times in a minute.
 */
export function createLogInThrottle(): LogInThrottle {
  const known = new LRUCache<string, true>({ max: maxKnown });
  const failures = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: 60 });
  const networkFailures = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: 60 });
  const onePerSecond = new RateLimiterMemory({ points: 1, duration: 1 });
  const createQueue = () => new RateLimiterQueue(onePerSecond, { maxQueueSize: maxWaiting });
  let queue = createQueue();
  let waiting = 0;

  async function waitInQueue(key: string): Promise<void> {
    waiting += 1;
    try {
      await queue.removeTokens(1, key);
    } catch {
      throw tooOften(maxWaiting);
    } finally {
      waiting -= 1;
      // It keeps the key of everyone who ever waited.
      if (waiting === 0) queue = createQueue();
    }
  }

  return async (userName, address, attempt) => {
    const network = networkOf(address);
    const fromNetwork = await networkFailures.consume(network);
    if (fromNetwork.consumedPoints > maxAddressFailures) throw tooOften(Math.ceil(fromNetwork.msBeforeNext / 1000));
    const key = `${userName} ${network}`;
    const isKnown = known.has(key);
    // Of a user from everywhere else: no address is named like this.
    const keys = isKnown ? [key] : [key, `${userName} *`];
    const forgive = () => Promise.all([networkFailures.reward(network), ...keys.map((one) => failures.reward(one))]);
    try {
      const [own, elsewhere] = await Promise.all(keys.map((one) => failures.consume(one)));
      if (own && own.consumedPoints > maxFreeFailures) await waitInQueue(key);
      if (elsewhere && elsewhere.consumedPoints > maxUserFailures) await waitInQueue(`${userName} *`);
      const result = await attempt(isKnown);
      if (result === null) return null;
      known.set(key, true);
      await forgive();
      return result;
    } catch (error) {
      await forgive();
      throw error;
    }
  };
}

/** Counts a token that failed from this address, and slows the address down from the fifth in a minute on. Throws LOG_IN_TOO_OFTEN. */
export function createTokenThrottle(): (address: string) => Promise<void> {
  const throttle = createLogInThrottle();
  return async (address) => {
    // As a user for each network: nobody guesses tokens from many addresses, and one network never slows down another.
    await throttle(`:token ${networkOf(address)}`, address, () => Promise.resolve(null));
  };
}

function tooOften(wait: number): Refusal {
  return refusal('LOG_IN_TOO_OFTEN', { wait }, { retryAfter: wait });
}

/** Returns what counts as one caller among addresses: an IPv4 address, also one mapped to IPv6, or the /64 network of an IPv6 address. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed instanceof ipaddr.IPv4
    ? parsed.toString()
    : `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`;
}
