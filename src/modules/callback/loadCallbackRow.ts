import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { isAdministrator } from '../administer';
import { callbackColumns, type CallbackRow } from './callbackRow';
import { lookUp } from '../lookUp';

/** The callback of that ID, null where there is none that the viewer may see. Batched. */
export async function loadCallbackRow(context: Context, id: number): Promise<CallbackRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('callback', id, async (ids: number[]) => {
    const rows = await context.db.read<CallbackRow>(sql`SELECT ${callbackColumns} FROM callback c WHERE c.id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** The callback of that ID, the last created one of that URL, or both; null where the viewer may see none. Throws what `lookUp` throws. */
export function findCallback(context: Context, { id, url }: { id?: string | null; url?: string | null }): Promise<CallbackRow | null> {
  return lookUp<CallbackRow>(
    context,
    { id, name: url },
    {
      type: 'Callback',
      argument: 'url',
      byId: (key) => loadCallbackRow(context, key),
      byNames: (urls) =>
        context.db.read(
          sql`SELECT ${callbackColumns} FROM callback c WHERE c.url = ANY (${urls}) AND ${isAdministrator(context.viewer)} ORDER BY c.id`,
        ),
      nameOf: (row) => row.url,
    },
  );
}
