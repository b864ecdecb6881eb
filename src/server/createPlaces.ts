import type { Shares } from './createShares';

/** Slots for work, so many at a time. */
export interface Places {
  /** Does the work of this caller in a slot. Throws what `Shares.take` throws. */
  take<Result>(caller: string, work: () => Promise<Result>): Promise<Result>;
  /** Frees the slot of some work while this runs, which only waits. Afterwards the work goes on, even if all slots are taken by then. */
  leaveFor<Result>(caller: string, waiting: () => Promise<Result>): Promise<Result>;
}

/** Slots out of these shares. */
export function createPlaces(shares: Shares): Places {
  async function givingBack<Result>(caller: string, amount: number, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } finally {
      shares.add(caller, amount);
    }
  }

  return {
    async take(caller, work) {
      shares.take(caller, 1);
      return givingBack(caller, -1, work);
    },
    async leaveFor(caller, waiting) {
      shares.add(caller, -1);
      return givingBack(caller, 1, waiting);
    },
  };
}
