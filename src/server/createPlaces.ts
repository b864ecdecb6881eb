import { refusal } from '../errors';

/** Does the work in one of so many places, or throws TOO_MANY_IN_FLIGHT when all are taken. */
export type Places = <Result>(work: (place: Place) => Promise<Result>) => Promise<Result>;

/** A place that some work has. */
export interface Place {
  /** Leaves it to others while this runs, which only waits. Afterwards the work goes on, even where all places are taken by then. */
  leaveFor<Result>(waiting: () => Promise<Result>): Promise<Result>;
}

/** So many places for work at a time. */
export function createPlaces(count: number): Places {
  let taken = 0;

  const place: Place = {
    async leaveFor(waiting) {
      taken -= 1;
      try {
        return await waiting();
      } finally {
        taken += 1;
      }
    },
  };

  return async (work) => {
    if (taken >= count) throw refusal('TOO_MANY_IN_FLIGHT', {}, { retryAfter: 1 });
    taken += 1;
    try {
      return await work(place);
    } finally {
      taken -= 1;
    }
  };
}
