import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { caseColumns, type CaseRow } from './caseRow';
import { visibleCreations } from './visibleCreations';

/** The case of that ID, null where there is none that the viewer may see. Batched. */
export function loadCaseRow(context: Context, id: number): Promise<CaseRow | null> {
  return context.loaders.load('case', id, async (ids: number[]) => {
    const rows = await context.db.read<CaseRow>(
      sql`SELECT ${caseColumns} FROM "case" k WHERE k.id = ANY (${ids}) AND ${visibleCreations(sql`k.creator_id`, context.viewer)}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}
