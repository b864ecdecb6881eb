import { sql } from '../../sql';
import type { Logger } from 'pino';
import { limits } from '../../limits';
import { databaseTroubleOf } from '../connection/databaseTrouble';
import { deleteFamilies, type Deletion } from './deleteStep';
import type { Database } from '../openDatabase';

const pageSize = limits.deletionRequests.value;
/** What a step deletes of a family that could not be deleted together with others. */
const minPerStep = { requests: 10, fileBytes: 1 };

/**
 * Deletes requests that have been closed for longer than `retentionDays` of their process, with their families: as the ACTIVE version says,
 * else the newest archived one. Any number of processes can do so at once. Stops at `deadline` (of `performance.now`): the next run continues. What cannot be
 * deleted is logged, and keeps nothing else.
 */
export async function pruneRequests(db: Database, log: Logger, deadline: number): Promise<void> {
  const versions = await db.read<{ id: number; days: number }>(sql`
    SELECT p.id, newest.days FROM process p JOIN (
      SELECT DISTINCT ON (name) name, (definition ->> 'retentionDays')::int AS days FROM process
      ORDER BY name, array_position('{ACTIVE,ARCHIVED,TEST,UNDER_CONSTRUCTION}', state), version DESC
    ) newest USING (name) WHERE newest.days IS NOT NULL ORDER BY p.id`);
  for (const { id, days } of versions) {
    const closedBefore = sql`now() - ${days}::int * interval '1 day'`;
    // By the time they were closed, so that a family that is passed over is not looked at again.
    let last = { at: '-infinity', id: 0 };
    while (performance.now() < deadline) {
      const page = await db.read<{ id: number; at: string }>(sql`
        SELECT id, closed_at::text AS at FROM request
        WHERE process_id = ${id}::int AND root_id IS NULL AND COALESCE(closed_at, 'infinity') <= ${closedBefore}
          AND (COALESCE(closed_at, 'infinity'), id) > (${last.at}::timestamptz, ${last.id}::int)
        ORDER BY COALESCE(closed_at, 'infinity'), id LIMIT ${pageSize}::int`);
      const end = page.at(-1);
      if (!end) break;
      last = end;
      await deleteWithRetries(db, log, { roots: page.map((request) => request.id), closedBefore });
    }
  }
}

/** Deletes them together; where that fails, one by one, each in the smallest steps. */
async function deleteWithRetries(db: Database, log: Logger, deletion: Deletion): Promise<void> {
  try {
    await deleteFamilies(db, deletion);
  } catch (error) {
    if (databaseTroubleOf(error) === 'DATABASE_UNREACHABLE') throw error;
    const [request] = deletion.roots;
    if (deletion.maxPerStep) log.warn({ err: error, request }, 'a request cannot be deleted, although its retention has passed');
    else for (const root of deletion.roots) await deleteWithRetries(db, log, { ...deletion, roots: [root], maxPerStep: minPerStep });
  }
}
