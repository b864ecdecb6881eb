import { refusal } from '../errors';

/** Places for work, so many at a time. */
export interface Places {
  /** Does the work in a place of its own. Throws TOO_MANY_IN_FLIGHT when all are taken. */
  take<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Leaves the place of some work to others while this runs, which only waits. Afterwards it goes on, even where all places are taken by then. */
  leaveFor<Result>(waiting: () => Promise<Result>): Promise<Result>;
}

/** So many places. */
export function createPlaces(count: number): Places {
  let taken = 0;

  async function counting<Result>(by: number, work: () => Promise<Result>): Promise<Result> {
    taken += by;
    try {
      return await work();
    } finally {
      taken -= by;
    }
  }

  return {
    async take(work) {
      if (taken >= count) throw refusal('TOO_MANY_IN_FLIGHT', {}, { retryAfter: 1 });
      return counting(1, work);
    },
    leaveFor: (waiting) => counting(-1, waiting),
  };
}
