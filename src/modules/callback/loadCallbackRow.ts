import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { isAdministrator } from '../administer';
import { callbackColumns, type CallbackRow } from './callbackRow';

/** The callback of that ID, null where there is none that the viewer may see. Batched. */
export async function loadCallbackRow(context: Context, id: number): Promise<CallbackRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('callback', id, async (ids: number[]) => {
    const rows = await context.db.read<CallbackRow>(sql`SELECT ${callbackColumns} FROM callback c WHERE c.id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}
