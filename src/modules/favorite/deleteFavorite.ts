import { sql } from '../../sql';
import type { DeleteFavoriteInput } from '../../generated/graphql';
import type { Operation } from '../operation';
import { getFavorite } from './favorite';
import { commitFavorite, lockFavorite } from './commitFavorite';
import { toGlobalId } from '../../relay/globalId';

/** Removes a favorite of the viewer; the process or view stays. Throws FAVORITE_NOT_FOUND. */
export const deleteFavorite: Operation<DeleteFavoriteInput, { deletedFavoriteId: string }> = {
  run: (context, input) =>
    commitFavorite(context, async () => {
      const favorite = await getFavorite(context, input);
      const write = sql`DELETE FROM favorite WHERE id = ${favorite.id} AND EXISTS (SELECT FROM allowed)`;
      return { change: { over: lockFavorite(favorite), write }, payload: { deletedFavoriteId: toGlobalId('Favorite', favorite.id) } };
    }),
};
