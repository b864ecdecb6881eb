import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { viewColumns, type ViewRow } from './viewRow';
import { visibleViews } from './visibleViews';

/** The view of that ID, null where there is none that the viewer may see. Batched. */
export function loadViewRow(context: Context, id: number): Promise<ViewRow | null> {
  return context.loaders.load('view', id, async (ids: number[]) => {
    const rows = await context.db.read<ViewRow>(
      sql`SELECT ${viewColumns} FROM "view" v WHERE v.id = ANY (${ids}) AND ${visibleViews(context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}
