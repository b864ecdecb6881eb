import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { isAdministrator } from '../administer';
import { jobColumns, jobTables, type JobRow } from './jobRow';

/** The job of that ID, null where there is none (any more) that the viewer may see. Batched. */
export async function loadJobRow(context: Context, id: number): Promise<JobRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('job', id, async (ids: number[]) => {
    const rows = await context.db.read<JobRow>(sql`SELECT ${jobColumns} FROM ${jobTables} WHERE j.id = ANY (${ids}::bigint[])`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}
