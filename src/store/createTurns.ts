import { refusal } from '../errors';

/**
 * Makes a queue per key: `inTurn(key, work)` runs `work` after all earlier work of the same key has ended, well or not. Throws DATABASE_TOO_SLOW
 * instead if that takes longer than `longestMs`.
 */
export function createTurns(longestMs = Infinity): <Result>(key: number, work: () => Promise<Result>) => Promise<Result> {
  const last = new Map<number, Promise<unknown>>();
  return async (key, work) => {
    const before = last.get(key);
    const deadline = performance.now() + longestMs;
    const inTime = () => (performance.now() > deadline ? Promise.reject(refusal('DATABASE_TOO_SLOW', {}, { retryAfter: 1 })) : work());
    const own = before ? before.then(inTime, inTime) : work();
    last.set(key, own);
    try {
      return await own;
    } finally {
      if (last.get(key) === own) last.delete(key);
    }
  };
}
