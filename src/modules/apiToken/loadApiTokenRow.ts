import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { canManageApiTokensOf } from './access';
import { apiTokenColumns, type ApiTokenRow } from './apiTokenRow';

/** The API token of that ID, null where there is none that the viewer may see. Batched. */
export async function loadApiTokenRow(context: Context, id: number): Promise<ApiTokenRow | null> {
  const row = await context.loaders.load('api token', id, async (ids: number[]) => {
    const rows = await context.db.read<ApiTokenRow>(sql`SELECT ${apiTokenColumns} FROM api_token t WHERE t.id = ANY (${ids})`);
    return new Map(rows.map((one) => [one.id, one]));
  });
  return row && canManageApiTokensOf(row.userId, context.viewer) ? row : null;
}
