import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { requestColumns, type RequestRow } from './requestRow';
import { visibleRequests } from './visibleRequests';

/** The request of that number, null where there is none that the viewer may see. Batched. */
export function loadRequestRow(context: Context, number: number): Promise<RequestRow | null> {
  return context.loaders.load('request', number, (numbers: number[]) =>
    context.shareReads('request', numbers, async (all) => {
      const rows = await context.db.read<RequestRow>(
        sql`SELECT ${requestColumns} FROM request r WHERE r.id = ANY (${all}) AND ${visibleRequests(context.viewer)}`,
      );
      return new Map(rows.map((row) => [row.id, row]));
    }),
  );
}
