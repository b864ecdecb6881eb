import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { getRequestRow } from '../modules/request/request';
import { getUserRow } from '../modules/user/user';
import { canAddComment, canRemoveComment } from '../modules/comment/access';
import { loadMessage, loadDiscussion, findComments } from '../modules/comment/comment';

export const commentResolvers: Resolvers = {
  Request: {
    comments: (request, args, context) => findComments(context, request, args),
    viewerCanComment: async (request, _, context) =>
      request.status === 'OPEN' && canAddComment(await loadDiscussion(context, request), context.viewer),
  },
  Comment: {
    id: ({ requestId, number }) => toGlobalId('Comment', requestId, number),
    message: (comment, _, context) => loadMessage(context, comment),
    author: ({ authorId }, _, context) => getUserRow(context, authorId),
    request: ({ requestId }, _, context) => getRequestRow(context, requestId),
    async viewerCanRemove({ requestId, authorId }, _, context) {
      const request = await getRequestRow(context, requestId);
      return request.status === 'OPEN' && canRemoveComment(await loadDiscussion(context, request), context.viewer, authorId);
    },
  },
};
