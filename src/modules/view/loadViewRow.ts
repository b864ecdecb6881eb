import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { viewColumns, type ViewRow } from './viewRow';
import { visibleViews } from './visibleViews';
import { lookUp } from '../lookUp';

/** The view of that ID, null where there is none that the viewer may see. Batched. */
export function loadViewRow(context: Context, id: number): Promise<ViewRow | null> {
  return context.loaders.load('view', id, async (ids: number[]) => {
    const rows = await context.db.read<ViewRow>(
      sql`SELECT ${viewColumns} FROM "view" v WHERE v.id = ANY (${ids}) AND ${visibleViews(context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/**
 * The view of that ID, name or both: of this owner, else the viewer's own. Null where there is none that the viewer may see. Throws
 * what `lookUp` throws.
 */
export async function findView(
  context: Context,
  { ownerUserName, ...asked }: { id?: string | null; name?: string | null; ownerUserName?: string | null },
): Promise<ViewRow | null> {
  const owner = ownerUserName ?? context.viewer.userName;
  return lookUp<ViewRow>(context, asked, {
    type: 'View',
    scope: owner,
    byId: (id) => loadViewRow(context, id),
    byNames: (names) =>
      context.db.read(sql`
        SELECT ${viewColumns} FROM "view" v
        WHERE v.name = ANY (${names}) AND v.owner_id = (SELECT id FROM "user" WHERE user_name = ${owner}) AND ${visibleViews(context.viewer)}`),
    nameOf: ({ name }) => name,
  });
}
