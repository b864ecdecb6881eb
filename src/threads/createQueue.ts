/** A slot that is taken. */
export interface Slot {
  release(): void;
}

/** Hands out slots, to each key in rotation. */
export interface Queue {
  /** Waits for a slot; null where too many wait already, or it takes too long. */
  acquire(key: string): Promise<Slot | null>;
}

interface Bounds {
  slots: number;
  maxWaiting: number;
  /** Per key. */
  maxWaitingPerKey: number;
  waitMs: number;
}

type Waiting = (slot: Slot | null) => void;

/**
 * A queue for a few slots. Callers with the same key wait for each other: the keys are served in rotation, and none has the
 * last slot, which is left to others.
 */
export function createQueue({ slots, maxWaiting, maxWaitingPerKey, waitMs }: Bounds): Queue {
  const maxRunningPerKey = Math.max(1, slots - 1);
  const running = new Map<string, number>();
  // In the order in which they are served.
  const waiting = new Map<string, Waiting[]>();
  let taken = 0;
  let waitingCount = 0;

  const isFree = (key: string) => taken < slots && (running.get(key) ?? 0) < maxRunningPerKey;

  function take(key: string): Slot {
    taken++;
    running.set(key, (running.get(key) ?? 0) + 1);
    return {
      release() {
        taken--;
        const left = (running.get(key) ?? 0) - 1;
        if (left > 0) running.set(key, left);
        else running.delete(key);
        next();
      },
    };
  }

  function next(): void {
    for (const [key, line] of waiting) {
      if (!isFree(key)) continue;
      const first = line.shift();
      waiting.delete(key);
      if (line.length > 0) waiting.set(key, line);
      waitingCount--;
      first?.(take(key));
      next();
      return;
    }
  }

  function timeOut(key: string, one: Waiting): void {
    const line = waiting.get(key);
    const at = line?.indexOf(one) ?? -1;
    if (!line || at < 0) return;
    line.splice(at, 1);
    if (line.length === 0) waiting.delete(key);
    waitingCount--;
    one(null);
  }

  return {
    async acquire(key) {
      if (isFree(key) && !waiting.has(key)) return take(key);
      const line = waiting.get(key) ?? [];
      if (waitingCount >= maxWaiting || line.length >= maxWaitingPerKey) return null;
      return new Promise((resolve) => {
        const timer = setTimeout(() => timeOut(key, one), waitMs).unref();
        const one: Waiting = (slot) => {
          clearTimeout(timer);
          resolve(slot);
        };
        line.push(one);
        waiting.set(key, line);
        waitingCount++;
      });
    },
  };
}
