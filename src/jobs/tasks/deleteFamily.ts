import { z } from 'zod';
import { deleteFamilies } from '../../store/deleteFamilies';
import type { Task } from '../task';

/** Deletes what `deleteRequest` left of a large family. Does nothing where a request of it was opened again meanwhile. */
export const deleteFamily: Task<{ root: number }> = {
  name: 'deleteFamily',
  schema: z.object({ root: z.int() }),
  maxAttempts: 25,
  timeout: 3_300_000,
  run: ({ db }, { root }) => deleteFamilies(db, { roots: [root] }),
};
