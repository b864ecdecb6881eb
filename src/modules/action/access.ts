import { hasCancelTransition } from '../../engine/run/follow';
import type { ActionState } from '../../engine/state';
import { isSelfService, type ActivityOf, type Participant } from '../../engine/definition';
import type { LoadedRequest } from '../../store/load/loadRequest';
import type { Party } from '../../store/viewer';
import { countsAs, isCoordinator, isMember, isProcessManager, isSupervisor } from '../process/access';
import { isRequester } from '../request/access';

/** The definition of the action's activity, and the participant whose it is; null for an automatic one. */
export function assignmentOf(
  { process }: LoadedRequest,
  action: ActionState,
): { activity: ActivityOf<'USER'>; participant: Participant } | null {
  const { activity, participant } = process.compiled.activities.get(action.activity) ?? {};
  return activity?.type === 'USER' && participant ? { activity, participant } : null;
}

/** Returns whether the user has it; who counts only as some participants must count as its own. */
function isAssignee(request: LoadedRequest, person: Party, action: ActionState): boolean {
  return action.assigneeId === person.id && countsAs(assignmentOf(request, action)?.participant.name ?? '', person);
}

/** The assignee; any member of its participant while nobody has it and everybody may take it; administrators; system-operation users. */
export function canCompleteAction(request: LoadedRequest, person: Party, action: ActionState): boolean {
  if (person.isAdministrator || person.isSystemOperation || isAssignee(request, person, action)) return true;
  const assignment = assignmentOf(request, action);
  if (action.assigneeId !== null || !assignment) return false;
  return isSelfService(assignment.activity) && isMember(assignment.participant, person);
}

/** As `canCompleteAction`, and the action is one of a person: the engine completes the others. */
export function canViewerComplete(request: LoadedRequest, person: Party, action: ActionState): boolean {
  return assignmentOf(request, action) !== null && canCompleteAction(request, person, action);
}

/** As `canAssignAction` to that person, and the action is one of a person. */
export function canViewerAssign(request: LoadedRequest, person: Party, action: ActionState): boolean {
  return assignmentOf(request, action) !== null && canAssignAction(request, person, action, person.id);
}

/** As `canCancelAction`, and the flow has a way to go on from there. */
export async function canViewerCancel(request: LoadedRequest, person: Party, action: ActionState, now: Date): Promise<boolean> {
  return canCancelAction(request, person, action) && hasCancelTransition(request.process.compiled, request.state, action.number, now);
}

/** Its assignee, who runs things, and supervisors with that right. */
export function canCancelAction(request: LoadedRequest, person: Party, action: ActionState): boolean {
  return (
    person.isAdministrator ||
    person.isSystemOperation ||
    isAssignee(request, person, action) ||
    isProcessManager(request.process, person) ||
    isSupervisor(request.process, person, 'CANCEL_ACTION')
  );
}

/**
 * Returns who runs things, supervisors with that right, the participant's coordinator; while nobody has it also the requester
 * where the activity says so, and a member of the participant for themselves. Null is an assignee who does not exist.
 */
export function canAssignAction(request: LoadedRequest, person: Party, action: ActionState, assigneeId: number | null): boolean {
  if (canTakeBackOthersAction(request, person)) return true;
  const assignment = assignmentOf(request, action);
  if (!assignment) return false;
  if (isCoordinator(assignment.participant, person)) return true;
  if (action.assigneeId !== null) return false;
  const isInitiator = assignment.activity.assign === 'INITIATOR' && isRequester(request, person);
  return isInitiator || (assigneeId === person.id && isMember(assignment.participant, person));
}

/** The assignee, who runs things, and supervisors with the right to assign. */
export function canCancelActionAssignment(request: LoadedRequest, person: Party, action: ActionState): boolean {
  return isAssignee(request, person, action) || canTakeBackOthersAction(request, person);
}

function canTakeBackOthersAction({ process }: LoadedRequest, person: Party): boolean {
  return person.isAdministrator || isProcessManager(process, person) || isSupervisor(process, person, 'ASSIGN_ACTION');
}
