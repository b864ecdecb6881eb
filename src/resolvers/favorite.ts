import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { createFavorite } from '../modules/favorite/createFavorite';
import { deleteFavorite } from '../modules/favorite/deleteFavorite';
import { findFavorites } from '../modules/favorite/favorite';
import { updateFavorite } from '../modules/favorite/updateFavorite';

export const favoriteOperations = { createFavorite, updateFavorite, deleteFavorite };

export const favoriteResolvers: Resolvers = {
  User: {
    favorites: ({ id }, args, context) => findFavorites(context, id, args),
  },
  Favorite: {
    id: ({ id }) => toGlobalId('Favorite', id),
    ownerId: ({ ownerId }) => toGlobalId('User', ownerId),
    type: ({ processId }) => (processId === null ? 'VIEW' : 'PROCESS'),
    itemId: ({ processId, viewId }) => (processId === null ? toGlobalId('View', viewId ?? 0) : toGlobalId('Process', processId)),
    onBehalfOf: ({ onBehalfOfId }) => (onBehalfOfId === null ? null : toGlobalId('User', onBehalfOfId)),
  },
};
