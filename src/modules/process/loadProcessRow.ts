import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { fromProcess, processColumns, type ProcessRow } from './processRow';
import { visibleProcesses } from './visibleProcesses';

/** The process of that ID, null where there is none that the viewer may see. Batched. */
export function loadProcessRow(context: Context, id: number): Promise<ProcessRow | null> {
  return context.loaders.load('visible process', id, async (ids: number[]) => {
    const rows = await context.db.read<ProcessRow>(
      sql`SELECT ${processColumns} ${fromProcess} WHERE p.id = ANY (${ids}) AND ${visibleProcesses(context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}
