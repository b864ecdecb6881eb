import { refusal } from '../../errors';
import type { AddCommentInput } from '../../generated/graphql';
import { limits } from '../../limits';
import { toGlobalId, idKey } from '../../relay/globalId';
import { changeRequest } from '../request/change/changeRequest';
import { isLongerThan } from '../guards';
import { canAddComment, discussionOf } from './access';

/** Adds a comment to an open request. Throws COMMENT_ADD_FORBIDDEN, INPUT_INVALID. */
export const addComment = changeRequest<AddCommentInput, { commentId: string }>({
  find({ subjectId, message }) {
    checkMessage(message);
    return { requestNumber: idKey('subjectId', subjectId, 'Request')?.[0] ?? 0 };
  },
  checkAccess({ request, viewer }) {
    if (!canAddComment(discussionOf(request, viewer), viewer)) {
      throw refusal('COMMENT_ADD_FORBIDDEN', { viewer: viewer.userName, request: request.state.id });
    }
  },
  decide: ({ input, viewer }) => ({ type: 'ADD_COMMENT', message: input.message, authorId: viewer.id }),
  payload: ({ request }, changes) => ({ commentId: toGlobalId('Comment', request.state.id, changes.request.lastCommentNumber) }),
});

function checkMessage(message: string): void {
  const maxCharacters = limits.descriptionCharacters.value;
  if (message !== '' && !isLongerThan(message, maxCharacters)) return;
  throw refusal(
    'INPUT_INVALID',
    { path: 'message', reason: `must be 1 to ${maxCharacters.toLocaleString('en')} characters long` },
    { argument: 'message' },
  );
}
