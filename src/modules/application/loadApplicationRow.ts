import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { isAdministrator } from '../administer';
import { applicationColumns, type ApplicationRow } from './applicationRow';
import { lookUp } from '../lookUp';

/** The application of that ID, null where there is none that the viewer may see. Batched. */
export async function loadApplicationRow(context: Context, id: number): Promise<ApplicationRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('application', id, async (ids: number[]) => {
    const rows = await context.db.read<ApplicationRow>(sql`SELECT ${applicationColumns} FROM application a WHERE a.id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** The application of that ID, name or both; null where there is none that the viewer may see. Throws what `lookUp` throws. */
export function findApplication(context: Context, asked: { id?: string | null; name?: string | null }): Promise<ApplicationRow | null> {
  return lookUp<ApplicationRow>(context, asked, {
    type: 'Application',
    byId: (id) => loadApplicationRow(context, id),
    byNames: (names) =>
      context.db.read(
        sql`SELECT ${applicationColumns} FROM application a WHERE a.name = ANY (${names}) AND ${isAdministrator(context.viewer)}`,
      ),
    nameOf: ({ name }) => name,
  });
}
