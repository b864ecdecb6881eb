import { sqltag as sql, join, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import { readId } from '../../relay/readId';
import { canChangeFavorite } from './access';
import { favoriteColumns, type FavoriteRow } from './favoriteRow';

const columnOf = { Favorite: 'id', Process: 'processId', View: 'viewId' } as const;
const sqlOf: Record<keyof typeof columnOf, Sql> = { Favorite: sql`f.id`, Process: sql`f.process_id`, View: sql`f.view_id` };

/**
 * The viewer's favorite that an input names by its own ID or by that of its item, in either field. Throws
 * FAVORITE_NOT_FOUND, REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID.
 */
export async function getFavorite(
  { db, viewer }: Context,
  { id, itemId }: { id?: string | null; itemId?: string | null },
): Promise<FavoriteRow> {
  const references = [readId('id', id, 'Favorite', 'Process', 'View'), readId('itemId', itemId, 'Favorite', 'Process', 'View')].flatMap(
    (reference) => (reference ? [{ type: reference.type, key: reference.key[0] ?? 0 }] : []),
  );
  if (references.length === 0) throw refusal('REFERENCE_MISSING', { what: 'A favorite ID or item ID' });
  const named = references.map(({ type, key }) => sql`${sqlOf[type]} = ${key}`);
  const rows = await db.read<FavoriteRow>(
    sql`SELECT ${favoriteColumns} FROM favorite f WHERE f.owner_id = ${viewer.id} AND (${join(named, ' OR ')})`,
  );
  const favorite = rows.find((row) => canChangeFavorite(row, viewer));
  if (!favorite) throw refusal('FAVORITE_NOT_FOUND', { favorite: id ?? itemId ?? '' });
  if (references.some(({ type, key }) => favorite[columnOf[type]] !== key))
    throw refusal('REFERENCES_DISAGREE', { first: 'id', second: 'itemId' });
  return favorite;
}
