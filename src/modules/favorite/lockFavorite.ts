import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { FavoriteRow } from './favoriteRow';

/** A SELECT that locks a favorite, if it still is as it was read. */
export function lockFavorite({ id, description }: Pick<FavoriteRow, 'id' | 'description'>): Sql {
  return sql`SELECT FROM favorite f WHERE f.id = ${id} AND f.description = ${description} FOR UPDATE`;
}
