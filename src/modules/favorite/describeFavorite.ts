import { sqltag as sql } from '@prisma/client/runtime/client';
import type { OwnedChange } from '../../store/commitOwned';
import type { FavoriteRow } from './favoriteRow';
import { lockFavorite } from './lockFavorite';

/** Gives a favorite that is there another description. */
export function describeFavorite(favorite: Pick<FavoriteRow, 'id' | 'description'>, description: string): OwnedChange {
  return {
    over: lockFavorite(favorite),
    write: sql`UPDATE favorite SET description = ${description} WHERE id = ${favorite.id} AND EXISTS (SELECT FROM allowed)`,
  };
}
