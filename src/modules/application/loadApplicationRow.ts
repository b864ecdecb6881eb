import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { isAdministrator } from '../administer';
import { applicationColumns, type ApplicationRow } from './applicationRow';

/** The application of that ID, null where there is none that the viewer may see. Batched. */
export async function loadApplicationRow(context: Context, id: number): Promise<ApplicationRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('application', id, async (ids: number[]) => {
    const rows = await context.db.read<ApplicationRow>(sql`SELECT ${applicationColumns} FROM application a WHERE a.id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}
