import type { CancelActionAssignmentInput } from '../../generated/graphql';
import { canCancelActionAssignment } from './access';
import { changeAction } from './changeAction';

/** Takes an action back from its assignee; it is open to its participant again. */
export const cancelActionAssignment = changeAction<CancelActionAssignmentInput>({
  verb: 'take back',
  // What is not there is told to anyone who sees the action: the assignee who sends it twice is nobody's assignee any more.
  access: ({ request, person }, action) => action.assigneeId === null || canCancelActionAssignment(request, person, action),
  decide: (_, action) => ({ type: 'UNASSIGN_ACTION', action: action.number }),
});
