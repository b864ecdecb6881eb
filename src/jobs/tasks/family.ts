import { z } from 'zod';
import { sql } from '../../sql';
import { deleteFamilies } from '../../store/delete/deleteStep';
import type { Task } from '../task';

/** Deletes what `deleteRequest` left of a large family. Does nothing where a request of it was opened again meanwhile. */
export const deleteFamily: Task<{ root: number }> = {
  name: 'deleteFamily',
  schema: z.object({ root: z.int() }),
  maxAttempts: 25,
  timeout: 3_300_000,
  run: ({ db }, { root }) => deleteFamilies(db, { roots: [root] }),
};

/** How many requests are cancelled at a time, and how often one job does that. */
const batchSize = 25;
const maxBatches = 20;

/** Cancels the open requests of a family that an administrator ended, the earliest first. Another job goes on where there are many. */
export const cancelFamily: Task<{ root: number; byId: number }> = {
  name: 'cancelFamily',
  schema: z.object({ root: z.int(), byId: z.int() }),
  maxAttempts: 25,
  timeout: 600_000,
  async run({ db, cancelRequest }, payload, { replace }) {
    const { root, byId } = payload;
    for (let batch = 0; batch < maxBatches; batch += 1) {
      const open = await db.read<{ id: number }>(sql`
        SELECT id FROM request WHERE id = ${root} AND status = 'OPEN'
        UNION ALL (SELECT id FROM request WHERE root_id = ${root} AND status = 'OPEN' ORDER BY id LIMIT ${batchSize})`);
      if (open.length === 0) return;
      await Promise.all(open.map(({ id }) => cancelRequest(id, byId)));
    }
    await replace({ payload, runAt: new Date() });
  },
};
