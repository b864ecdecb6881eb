import type { Resolvers } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import { getRequestRow } from '../request/getRequestRow';
import { getUserRow } from '../user/getUserRow';
import { canAddComment, canRemoveComment } from './access';
import { addComment } from './addComment';
import { findComments } from './findComments';
import { loadDiscussion } from './loadDiscussion';
import { loadMessage } from './loadMessage';
import { removeComment } from './removeComment';

export const commentOperations = { addComment, removeComment };

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
