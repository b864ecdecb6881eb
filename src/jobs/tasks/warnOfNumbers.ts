import { z } from 'zod';
import { limits } from '../../limits';
import { findScarceNumbers } from '../../store/findScarceNumbers';
import type { Task } from '../task';

/** Logs a warning for each table whose numbers come to an end, every hour. */
export const warnOfNumbers: Task<object> = {
  name: 'warnOfNumbers',
  schema: z.object({}),
  maxAttempts: 3,
  timeout: 60_000,
  schedule: '23 * * * *',
  async run({ db, log }) {
    for (const { table, percent } of await findScarceNumbers(db))
      log.warn(
        { table, percent },
        `${percent} % of the ${limits.numbers.value} numbers of "${table}" are used: once all are used, nothing more can be created`,
      );
  },
};
