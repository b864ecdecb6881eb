import { refusal } from '../../errors';
import type { CommentState } from '../../engine/state';
import type { RemoveCommentInput } from '../../generated/graphql';
import { idKey } from '../../relay/globalId';
import { changeRequest, type Subject } from '../request/change/changeRequest';
import { canReadComments, canRemoveComment, discussionOf } from './access';

/** Removes a comment from an open request. Throws COMMENT_NOT_FOUND, COMMENT_REMOVE_FORBIDDEN. */
export const removeComment = changeRequest<RemoveCommentInput, { deletedCommentId: string }>({
  find: commentKey,
  checkAccess(subject) {
    const { request, viewer } = subject;
    const { number, authorId } = getComment(subject);
    if (!canRemoveComment(discussionOf(request, viewer), viewer, authorId)) {
      throw refusal('COMMENT_REMOVE_FORBIDDEN', { viewer: viewer.userName, comment: number, request: request.state.id });
    }
  },
  decide: ({ input }) => ({ type: 'REMOVE_COMMENT', comment: commentKey(input).comment }),
  payload: ({ input }) => ({ deletedCommentId: input.id }),
});

function commentKey({ id }: RemoveCommentInput): { requestNumber: number; comment: number } {
  const [requestNumber = 0, comment = 0] = idKey('id', id, 'Comment') ?? [];
  return { requestNumber, comment };
}

/** The comment that is meant, if the viewer may read it. Throws COMMENT_NOT_FOUND. */
function getComment({ input, request, viewer }: Subject<RemoveCommentInput>): CommentState {
  const { comment: number } = commentKey(input);
  const comment = request.state.comments.find((one) => one.number === number);
  if (!comment || !canReadComments(discussionOf(request, viewer), viewer)) {
    throw refusal('COMMENT_NOT_FOUND', { request: request.state.id, comment: number });
  }
  return comment;
}
