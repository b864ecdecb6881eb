import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';

/** The name of an application, also of one that was removed. Batched. */
export async function loadApplicationName(context: Context, id: number): Promise<string | null> {
  const row = await context.loaders.load('application name', id, async (ids: number[]) => {
    const rows = await context.db.read<{ id: number; name: string }>(
      sql`SELECT id, name FROM application WHERE id = ANY (${ids}) UNION ALL SELECT id, name FROM removed_application WHERE id = ANY (${ids})`,
    );
    return new Map(rows.map((each) => [each.id, each]));
  });
  return row?.name ?? null;
}
