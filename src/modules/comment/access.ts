import type { Definition, Participant } from '../../engine/definition';
import type { LoadedRequest } from '../../store/load/loadRequest';
import type { Party, Viewer } from '../../store/viewer';
import { assignmentOf } from '../action/access';
import { countsAs, isCoordinator, isMember, isProcessManager } from '../process/access';
import { delegatedIn } from '../principals';

/** What somebody may do with the comments on a request that they see. */
export type CommentRight = Participant['comments'];

/** What of a request decides about its comments for one person. */
export interface Discussion {
  definition: Definition;
  folderId: number;
  requesterId: number;
  /** The names of the participants whose open actions they have. */
  ownParticipants: readonly string[];
}

const byStrength: readonly CommentRight[] = ['NONE', 'READ', 'READ_WRITE'];

/** The rights of all that they take part as. */
function rightsAs({ definition, requesterId }: Discussion, person: Party): CommentRight[] {
  const takesPart = (participant: Participant) =>
    // Often everybody may start a process: that alone says nothing about the requests of others.
    participant.role === 'REQUESTER'
      ? requesterId === person.id && countsAs(participant.name, person)
      : isMember(participant, person) || isCoordinator(participant, person);
  return definition.participants.filter(takesPart).map(({ comments }) => comments);
}

/**
 * The strongest right of those that they take part as: requester, member or coordinator of other participants, assignee of an
 * open action. Who runs things may do everything. Who sees the request for another reason may read, unless it is by
 * delegators who may not.
 */
function commentRight(discussion: Discussion, viewer: Viewer): CommentRight {
  const { definition, folderId, ownParticipants } = discussion;
  if (viewer.isAdministrator || viewer.isSystemOperation || isProcessManager({ folderId }, viewer)) return 'READ_WRITE';
  const assigned = definition.participants.filter(({ name }) => ownParticipants.includes(name)).map(({ comments }) => comments);
  const rights = [...rightsAs(discussion, viewer), ...assigned];
  const strongest = byStrength.findLast((right) => rights.includes(right));
  if (strongest) return strongest;
  const lent = viewer.delegators.flatMap((delegator) => rightsAs(discussion, delegatedIn(definition.name, delegator)));
  return lent.length > 0 && lent.every((right) => right === 'NONE') ? 'NONE' : 'READ';
}

/** Returns whether the comments exist for the user. */
export function canReadComments(discussion: Discussion, person: Viewer): boolean {
  return commentRight(discussion, person) !== 'NONE';
}

/** Returns whether the user may comment on the request, given that it is open. */
export function canAddComment(discussion: Discussion, person: Viewer): boolean {
  return commentRight(discussion, person) === 'READ_WRITE';
}

/** Its author, administrators and supervisors, given that they can read it and that the request is open. */
export function canRemoveComment({ definition }: Discussion, person: Viewer, authorId: number): boolean {
  const supervises = (participant: Participant) => participant.role === 'SUPERVISOR' && isMember(participant, person);
  return person.id === authorId || person.isAdministrator || definition.participants.some(supervises);
}

/** Returns what decides about the comments on a request that was loaded to be changed. */
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
