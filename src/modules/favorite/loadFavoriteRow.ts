import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { favoriteColumns, type FavoriteRow } from './favoriteRow';

/** The viewer's favorite of that ID, null where there is none. Batched. */
export function loadFavoriteRow(context: Context, id: number): Promise<FavoriteRow | null> {
  return context.loaders.load('favorite', id, async (ids: number[]) => {
    const rows = await context.db.read<FavoriteRow>(
      sql`SELECT ${favoriteColumns} FROM favorite f WHERE f.id = ANY (${ids}) AND f.owner_id = ${context.viewer.id}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}
