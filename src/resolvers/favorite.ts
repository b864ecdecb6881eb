import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { canChangeFavorite, findFavorites } from '../modules/favorite/favorite';
import { getUserRow } from '../modules/user/user';
import { loadNode } from './node';

export const favoriteResolvers: Resolvers = {
  User: {
    favorites: ({ id }, args, context) => findFavorites(context, id, args),
  },
  Favorite: {
    id: ({ id }) => toGlobalId('Favorite', id),
    viewerCanChange: (favorite, _, context) => canChangeFavorite(favorite, context.viewer),
    owner: ({ ownerId }, _, context) => getUserRow(context, ownerId),
    item: async ({ processId, viewId }, _, context) =>
      (await loadNode(context, processId === null ? toGlobalId('View', viewId ?? 0) : toGlobalId('Process', processId))) as never,
    ownerId: ({ ownerId }) => toGlobalId('User', ownerId),
    type: ({ processId }) => (processId === null ? 'VIEW' : 'PROCESS'),
    itemId: ({ processId, viewId }) => (processId === null ? toGlobalId('View', viewId ?? 0) : toGlobalId('Process', processId)),
    onBehalfOf: ({ onBehalfOfId }) => (onBehalfOfId === null ? null : toGlobalId('User', onBehalfOfId)),
  },
};
