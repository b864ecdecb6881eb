import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { GroupRow } from './groupRow';
import { lookUp } from '../lookUp';

/** The group of that ID, null where there is none. Batched. */
export function loadGroupRow(context: Context, id: number): Promise<GroupRow | null> {
  return context.loaders.load('group', id, async (ids: number[]) => {
    const rows = await context.db.read<GroupRow>(sql`SELECT id, name FROM "group" WHERE id = ANY (${ids})`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** The group of that ID, name or both; null where there is none. Throws what `lookUp` throws. */
export function findGroup(context: Context, asked: { id?: string | null; name?: string | null }): Promise<GroupRow | null> {
  return lookUp<GroupRow>(context, asked, {
    type: 'Group',
    byId: (id) => loadGroupRow(context, id),
    byNames: (names) => context.db.read(sql`SELECT id, name FROM "group" WHERE name = ANY (${names})`),
    nameOf: ({ name }) => name,
  });
}
