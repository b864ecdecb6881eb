import { refusal } from '../errors';

/** Does the work in one of so many places, or throws TOO_MANY_IN_FLIGHT when all are taken. */
export type Places = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** So many places for work at a time. */
export function createPlaces(count: number): Places {
  let taken = 0;
  return async (work) => {
    if (taken >= count) throw refusal('TOO_MANY_IN_FLIGHT', {}, { retryAfter: 1 });
    taken += 1;
    try {
      return await work();
    } finally {
      taken -= 1;
    }
  };
}
