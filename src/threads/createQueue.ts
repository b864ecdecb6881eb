/** A place that somebody has got. */
export interface Place {
  leave(): void;
}

/** Hands out places, by turns. */
export interface Queue {
  /** Waits for a place; null where too many wait already, or it takes too long. */
  enter(turn: string): Promise<Place | null>;
}

interface Bounds {
  places: number;
  mostWaiting: number;
  /** Of one name. */
  mostWaitingOfTurn: number;
  waitMs: number;
}

type Waiting = (place: Place | null) => void;

/**
 * A queue for a few places. Those who wait under one name wait for each other: the names have their turns one after the other, and none has the
 * last place where others may come.
 */
export function createQueue({ places, mostWaiting, mostWaitingOfTurn, waitMs }: Bounds): Queue {
  const mostOfTurn = Math.max(1, places - 1);
  const running = new Map<string, number>();
  // In the order of their turns.
  const waiting = new Map<string, Waiting[]>();
  let taken = 0;
  let waitingCount = 0;

  const isFree = (turn: string) => taken < places && (running.get(turn) ?? 0) < mostOfTurn;

  function take(turn: string): Place {
    taken++;
    running.set(turn, (running.get(turn) ?? 0) + 1);
    return {
      leave() {
        taken--;
        const left = (running.get(turn) ?? 0) - 1;
        if (left > 0) running.set(turn, left);
        else running.delete(turn);
        next();
      },
    };
  }

  function next(): void {
    for (const [turn, line] of waiting) {
      if (!isFree(turn)) continue;
      const first = line.shift();
      waiting.delete(turn);
      if (line.length > 0) waiting.set(turn, line);
      waitingCount--;
      first?.(take(turn));
      next();
      return;
    }
  }

  function giveUp(turn: string, one: Waiting): void {
    const line = waiting.get(turn);
    const at = line?.indexOf(one) ?? -1;
    if (!line || at < 0) return;
    line.splice(at, 1);
    if (line.length === 0) waiting.delete(turn);
    waitingCount--;
    one(null);
  }

  return {
    async enter(turn) {
      if (isFree(turn) && !waiting.has(turn)) return take(turn);
      const line = waiting.get(turn) ?? [];
      if (waitingCount >= mostWaiting || line.length >= mostWaitingOfTurn) return null;
      return new Promise((resolve) => {
        const timer = setTimeout(() => giveUp(turn, one), waitMs).unref();
        const one: Waiting = (place) => {
          clearTimeout(timer);
          resolve(place);
        };
        line.push(one);
        waiting.set(turn, line);
        waitingCount++;
      });
    },
  };
}
