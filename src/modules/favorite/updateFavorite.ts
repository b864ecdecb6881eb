import type { UpdateFavoriteInput } from '../../generated/graphql';
import type { Operation } from '../operation';
import { checkDescription } from '../guards';
import { commitFavorite, describeFavorite } from './commitFavorite';
import { getFavorite, type FavoriteRow } from './favorite';

/** Gives a favorite of the viewer another description; without one it stays. Throws FAVORITE_NOT_FOUND, INPUT_INVALID. */
export const updateFavorite: Operation<UpdateFavoriteInput, { favorite: FavoriteRow }> = {
  run(context, input) {
    const given = checkDescription(input.description);
    return commitFavorite(context, async () => {
      const present = await getFavorite(context, input);
      const favorite = { ...present, description: given ?? present.description };
      return { change: describeFavorite(present, favorite.description), payload: { favorite } };
    });
  },
};
