import type { CancelActionAssignmentInput } from '../../generated/graphql';
import { canCancelActionAssignment } from './access';
import { changeAction } from './changeAction';

/** Takes an action back from its assignee; it is open to its participant again. */
export const cancelActionAssignment = changeAction<CancelActionAssignmentInput>({
  access: canCancelActionAssignment,
  verb: 'take back',
  may: ({ request, viewer }, action) => canCancelActionAssignment(request, viewer, action),
  decide: (_, action) => ({ type: 'UNASSIGN_ACTION', action: action.number }),
});
