import type { Refusal } from '../errors';

/** A bound on the time of one call. */
export interface Deadline {
  /** Resolves to what the work resolves to. Throws when its time is up; the work may still finish. */
  within<Result>(work: () => Promise<Result>): Promise<Result>;
  /** The time of this does not count. */
  pausedFor<Result>(waiting: () => Promise<Result>): Promise<Result>;
}

/** Returns a deadline: after `timeoutMs` milliseconds (null: never) a call is answered by the refusal of `late`, whatever it waits for. */
export function createDeadline(timeoutMs: number | null, late: () => Refusal): Deadline {
  if (timeoutMs === null) return { within: (work) => work(), pausedFor: (waiting) => waiting() };
  let expire: (reason: Refusal) => void = () => undefined;
  const expired = new Promise<never>((_, reject) => (expire = reject));
  expired.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const start = () => {
    timer = setTimeout(() => expire(late()), timeoutMs);
  };

  return {
    async within(work) {
      start();
      try {
        return await Promise.race([work(), expired]);
      } finally {
        clearTimeout(timer);
      }
    },
    async pausedFor(waiting) {
      clearTimeout(timer);
      try {
        return await waiting();
      } finally {
        start();
      }
    },
  };
}
