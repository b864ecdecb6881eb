import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { isAdministrator } from '../administer';
import { attemptColumns, type AttemptRow } from './attemptRow';

/** The attempt of a callback of that ID, null where there is none that the viewer may see. Batched. */
export async function loadAttemptRow(context: Context, id: number): Promise<AttemptRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('callback attempt', id, async (ids: number[]) => {
    const rows = await context.db.read<AttemptRow>(sql`SELECT ${attemptColumns} FROM callback_attempt t WHERE t.id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}
