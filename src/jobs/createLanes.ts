/** Which lanes have no place left in this process. */
export interface Lanes {
  /** A worker is about to look at the queue: gives the lanes that it must leave alone, once nobody else is looking. */
  look(): Promise<string[]>;
  /** It has looked: found a job of these lanes, or none. */
  found(lanes: readonly string[]): void;
  /** A job of these lanes has ended. */
  leave(lanes: readonly string[]): void;
}

const familyLane = 'family';

/** The lanes of a job that is done for the request under this topmost one: its share of the task, and its share of all. */
export function familyLanes(task: string, root: number): string[] {
  return [`${task}/family ${root}`, familyLane, `${familyLane}/${root}`];
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
export function createLanes(places: number): Lanes {
  const mostIn = (lane: string) => (lane === familyLane ? places : Math.ceil(places / 2));
  const running = new Map<string, number>();
  const count = (lane: string) => running.get(lane) ?? 0;
  let isLooking = false;
  const waiting: (() => void)[] = [];

  function isFull(lane: string): boolean {
    const [outer = '', ...inner] = lane.split('/', 2);
    return inner.length === 0 ? count(lane) >= mostIn(lane) : count(lane) >= mostIn(outer) - count(outer);
  }

  return {
    async look() {
      if (isLooking) await new Promise<void>((resolve) => waiting.push(resolve));
      isLooking = true;
      return [...running.keys()].filter(isFull);
    },
    found(lanes) {
      for (const lane of lanes) running.set(lane, count(lane) + 1);
      const next = waiting.shift();
      if (next) next();
      else isLooking = false;
    },
    leave(lanes) {
      for (const lane of lanes) {
        if (count(lane) > 1) running.set(lane, count(lane) - 1);
        else running.delete(lane);
      }
    },
  };
}
