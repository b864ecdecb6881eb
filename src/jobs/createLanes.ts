/** Which lanes have no place left in this process. */
export interface Lanes {
  /** A worker is about to look at the queue: gives the lanes that it must leave alone. */
  look(): string[];
  /** It has looked: found a job of this lane, or none. */
  found(lane: string | null): void;
  /** A job of this lane has ended. */
  leave(lane: string): void;
}

/**
 * Keeps the jobs of each lane within half of the places. What a look at the queue will find is not known before, so while it lasts it
 * counts in every lane. A lane beyond the known ones is counted from its first job on, and may be exceeded by looks that began before.
 */
export function createLanes(places: number, known: readonly string[]): Lanes {
  const most = Math.ceil(places / 2);
  const running = new Map(known.map((lane) => [lane, 0]));
  let looking = 0;

  return {
    look() {
      const full = [...running].filter(([, jobs]) => jobs + looking >= most).map(([lane]) => lane);
      looking += 1;
      return full;
    },
    found(lane) {
      looking -= 1;
      if (lane !== null) running.set(lane, (running.get(lane) ?? 0) + 1);
    },
    leave(lane) {
      const left = (running.get(lane) ?? 1) - 1;
      if (left > 0 || known.includes(lane)) running.set(lane, left);
      else running.delete(lane);
    },
  };
}
