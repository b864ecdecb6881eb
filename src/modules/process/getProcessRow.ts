import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { fromProcess, processColumns, type ProcessRow } from './processRow';

/** The process of a request that the viewer may see: who sees the one sees the other. Batched. */
export async function getProcessRow(context: Context, id: number): Promise<ProcessRow> {
  const row = await context.loaders.load('process', id, (ids: number[]) =>
    context.shareReads('process', ids, async (all) => {
      const rows = await context.db.read<ProcessRow>(sql`SELECT ${processColumns} ${fromProcess} WHERE p.id = ANY (${all})`);
      return new Map(rows.map((one) => [one.id, one]));
    }),
  );
  if (!row) throw new Error(`Process ${id} is gone`);
  return row;
}
