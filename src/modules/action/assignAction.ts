import { refusal } from '../../errors';
import type { ActionState } from '../../engine/state';
import type { AssignActionInput } from '../../generated/graphql';
import type { Party } from '../../store/viewer';
import type { Subject } from '../request/change/changeRequest';
import { findPerson, userReference, type UserReference } from '../user/userReference';
import { assignmentOf, canAssignAction } from './access';
import { changeAction } from './changeAction';
import { canBeAssigned } from '../process/access';

/** Gives an action to a member of its participant. */
export const assignAction = changeAction<AssignActionInput>({
  verb: 'assign',
  people: (input) => [assigneeReference(input)],
  access: (subject, action) => canAssignAction(subject.request, subject.person, action, findAssignee(subject)?.id ?? null),
  decide: (subject, action) => ({ type: 'ASSIGN_ACTION', action: action.number, assigneeId: getFitAssignee(subject, action).id }),
});

function assigneeReference({ assigneeId, assigneeUserName }: AssignActionInput): UserReference {
  const reference = userReference('assigneeId', assigneeId, assigneeUserName, 'Assignee');
  if (reference.id === null && reference.userName === null) throw refusal('REFERENCE_MISSING', { what: 'An assignee ID or user name' });
  return reference;
}

function findAssignee({ input, people }: Subject<AssignActionInput>): Party | null {
  return findPerson(people, assigneeReference(input), { id: 'assigneeId', userName: 'assigneeUserName' });
}

// Asked after the rights: who may not assign is not told who is a member.
function getFitAssignee(subject: Subject<AssignActionInput>, action: ActionState): Party {
  const { input, request } = subject;
  const assignee = findAssignee(subject);
  const participant = assignmentOf(request, action)?.participant;
  // Nobody's action is for the engine to refuse: what it says of it is more.
  if (!assignee || (participant && !canBeAssigned(participant, assignee))) {
    const name = input.assigneeUserName ?? input.assigneeId ?? '';
    throw refusal('ASSIGNEE_UNFIT', { assignee: name, participant: participant?.name ?? '' }, { assignee: name });
  }
  return assignee;
}
