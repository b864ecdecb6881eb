import type { LoadedRequest } from '../../store/loadRequest';
import type { Viewer } from '../../store/viewer';
import { assignmentOf } from '../action/access';
import type { Discussion } from './access';

/** What decides about the comments on a request that was loaded to be changed. */
export function discussionOf(request: LoadedRequest, person: Viewer): Discussion {
  const { state, process } = request;
  const own = state.actions.filter(({ status, assigneeId }) => status !== 'CLOSED' && assigneeId === person.id);
  return {
    definition: process.compiled.definition,
    folderId: process.folderId,
    requesterId: state.requester.id,
    ownParticipants: own.flatMap((action) => assignmentOf(request, action)?.participant.name ?? []),
  };
}
