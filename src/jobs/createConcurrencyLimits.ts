/** Which lanes have no place left in this process. */
export interface ConcurrencyLimits {
  /** A worker is about to look at the queue: gives the lanes that it must leave alone, once nobody else is looking. */
  beginFetch(): Promise<string[]>;
  /** It has looked: found a job of these lanes, or none. */
  endFetch(keys: readonly string[]): void;
  /** A job of these lanes has ended. */
  release(keys: readonly string[]): void;
}

const familyKey = 'family';

/** The lanes of a job that is done for the request under this topmost one: its share of the task, and its share of all. */
export function familyConcurrencyKeys(task: string, root: number): string[] {
  return [`${task}/family ${root}`, familyKey, `${familyKey}/${root}`];
}

/**
 * Keeps the jobs of each lane within half of the places, and those of a lane within it (`callHttp/peer.example` is one within `callHttp`)
 * within what they leave of that to others: one alone has half of it, of two that want all each has a third.
 *
 * In the lane of families all places are shared that way, over all tasks: the jobs of one topmost request leave half of them to others.
 *
 * One worker looks after the other: what a look will find is not known before, and two at once could both find the last one that may run. To
 * count a look in every lane instead would leave places empty that nobody takes until the queue is polled again.
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
