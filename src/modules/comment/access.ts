import type { Definition, Participant } from '../../engine/definition';
import type { Viewer } from '../../store/viewer';
import { isCoordinator, isMember, isProcessManager } from '../process/access';

/** What somebody may do with the comments on a request that he sees. */
export type CommentRight = Participant['comments'];

/** What of a request decides about its comments for one person. */
export interface Discussion {
  definition: Definition;
  folderId: number;
  requesterId: number;
  /** The names of the participants whose open actions he has. */
  ownParticipants: readonly string[];
}

const byStrength: readonly CommentRight[] = ['NONE', 'READ', 'READ_WRITE'];

/**
 * The strongest right of those that he takes part as: requester, member or coordinator of other participants, assignee of an
 * open action. Who runs things may do everything; who sees the request for another reason may read.
 */
export function commentRight({ definition, folderId, requesterId, ownParticipants }: Discussion, person: Viewer): CommentRight {
  if (person.isAdministrator || person.isSystemOperation || isProcessManager({ folderId }, person)) return 'READ_WRITE';
  const takesPart = (participant: Participant) =>
    ownParticipants.includes(participant.name) ||
    // Often everybody may start a process: that alone says nothing about the requests of others.
    (participant.role === 'REQUESTER' ? requesterId === person.id : isMember(participant, person) || isCoordinator(participant, person));
  const rights = definition.participants.filter(takesPart).map(({ comments }) => comments);
  return byStrength.findLast((right) => rights.includes(right)) ?? 'READ';
}

/** Whether the comments exist for him. */
export function canReadComments(discussion: Discussion, person: Viewer): boolean {
  return commentRight(discussion, person) !== 'NONE';
}

/** Whether he may comment on the request, given that it is open. */
export function canAddComment(discussion: Discussion, person: Viewer): boolean {
  return commentRight(discussion, person) === 'READ_WRITE';
}

/** Its author, administrators and supervisors, given that they can read it and that the request is open. */
export function canRemoveComment({ definition }: Discussion, person: Viewer, authorId: number): boolean {
  const supervises = (participant: Participant) => participant.role === 'SUPERVISOR' && isMember(participant, person);
  return person.id === authorId || person.isAdministrator || definition.participants.some(supervises);
}
