import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { isAdministrator } from '../administer';
import { secretColumns, type SecretRow } from './secretRow';

/** The secret of that ID, null where there is none that the viewer may see. Batched. */
export async function loadSecretRow(context: Context, id: number): Promise<SecretRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('secret', id, async (ids: number[]) => {
    const rows = await context.db.read<SecretRow>(sql`SELECT ${secretColumns} FROM secret s WHERE s.id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}
