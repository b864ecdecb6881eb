import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { GroupRow } from './groupRow';

/** The group of that ID, null where there is none. Batched. */
export function loadGroupRow(context: Context, id: number): Promise<GroupRow | null> {
  return context.loaders.load('group', id, async (ids: number[]) => {
    const rows = await context.db.read<GroupRow>(sql`SELECT id, name FROM "group" WHERE id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}
