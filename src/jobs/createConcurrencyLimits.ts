/** Limits how many jobs of a key run at a time in this server process. */
export interface ConcurrencyLimits {
  /** A worker is about to fetch a job: resolves to the keys that are full, when no other worker is fetching. */
  beginFetch(): Promise<string[]>;
  /** The worker has fetched a job with these keys, or none. */
  endFetch(keys: readonly string[]): void;
  /** A job with these keys has ended. */
  release(keys: readonly string[]): void;
}

const familyKey = 'family';

/** Returns the keys of a job for a request below this topmost one: its share of the task, and its share of all slots. */
export function familyConcurrencyKeys(task: string, root: number): string[] {
  return [`${task}/family ${root}`, familyKey, `${familyKey}/${root}`];
}

/**
 * Jobs of one key take at most half of the slots, and jobs of a key within it (`callHttp/peer.example` is within `callHttp`)
 * at most as many as they leave to others: one alone has half of it, two that want all have a third each.
 *
 * The key of families shares all slots that way, over all tasks: the jobs of one topmost request leave half of them to others.
 *
 * Workers fetch one after the other: two at once could both fetch the last job that may run. To
 * count each fetch in every key instead would leave slots empty until the queue is polled again.
 */
export function createConcurrencyLimits(slots: number): ConcurrencyLimits {
  const slotsOf = (key: string) => (key === familyKey ? slots : Math.ceil(slots / 2));
  const running = new Map<string, number>();
  const count = (key: string) => running.get(key) ?? 0;
  let isFetching = false;
  const waiting: (() => void)[] = [];

  function isFull(key: string): boolean {
    const [outer = '', ...inner] = key.split('/', 2);
    return inner.length === 0 ? count(key) >= slotsOf(key) : count(key) >= slotsOf(outer) - count(outer);
  }

  return {
    async beginFetch() {
      if (isFetching) await new Promise<void>((resolve) => waiting.push(resolve));
      isFetching = true;
      return [...running.keys()].filter(isFull);
    },
    endFetch(keys) {
      for (const key of keys) running.set(key, count(key) + 1);
      const next = waiting.shift();
      if (next) next();
      else isFetching = false;
    },
    release(keys) {
      for (const key of keys) {
        if (count(key) > 1) running.set(key, count(key) - 1);
        else running.delete(key);
      }
    },
  };
}
