import { isSelfService } from '../../engine/definition';
import type { LoadedRequest } from '../../store/load/loadRequest';
import type { Party, Viewer } from '../../store/viewer';
import { partiesIn } from '../principals';
import { countsAs, isCoordinator, isMember, isProcessManager, isSupervisor } from '../process/access';

/** Returns whether the user takes part in one of its loaded actions: the open ones, and the one that the call is about. */
function isCandidate({ state, process }: LoadedRequest, person: Party): boolean {
  return state.actions.some(({ activity: name, assigneeId }) => {
    const { activity, participant } = process.compiled.activities.get(name) ?? {};
    if (activity?.type !== 'USER' || !participant) return false;
    if (isCoordinator(participant, person)) return true;
    // The right to start a process does not show the requests of others, except those with actions that the person can take.
    const isOpenToAll = participant.role !== 'REQUESTER' || (assigneeId === null && isSelfService(activity));
    return isOpenToAll && isMember(participant, person);
  });
}

/** Returns whether it was created for the user; who counts only as some participants must count as a requester. */
export function isRequester({ state, process }: LoadedRequest, person: Party): boolean {
  const counts = !person.onlyAs || process.compiled.participantsByRole.REQUESTER.some(({ name }) => countsAs(name, person));
  return counts && state.requester.id === person.id;
}

/** Returns whether the user has or had one of its actions; who counts only as some participants, one of theirs. */
function isActor({ actorIds, assigned }: LoadedRequest, person: Party): boolean {
  if (!person.onlyAs) return actorIds.includes(person.id);
  return assigned.some(([userId, participant]) => userId === person.id && countsAs(participant, person));
}

/**
 * Returns whether the request exists for the user: its requester, those who have or had one of its actions, the candidates of its open
 * actions, its process's supervisors and managers, administrators, system-operation users; and anyone to whom one of these
 * delegated to.
 */
export function canSeeRequest(request: LoadedRequest, viewer: Viewer): boolean {
  return partiesIn(request.process.name, viewer).some(
    (person) =>
      person.isAdministrator ||
      person.isSystemOperation ||
      isRequester(request, person) ||
      isActor(request, person) ||
      isProcessManager(request.process, person) ||
      isSupervisor(request.process, person) ||
      isCandidate(request, person),
  );
}

/** System-operation users only. */
export function canUpdateRequestDataset(_request: LoadedRequest, person: Party): boolean {
  return person.isSystemOperation;
}

/** Administrators and the process's managers. */
export function canRetryRequest({ process }: LoadedRequest, person: Party): boolean {
  return person.isAdministrator || isProcessManager(process, person);
}

/** Returns who runs things; and the requester as long as nobody else has one of its open actions. */
export function canCancelRequest(request: LoadedRequest, person: Party): boolean {
  const { state, process } = request;
  const isOthersWork = state.actions.some(
    ({ status, assigneeId }) => status !== 'CLOSED' && assigneeId !== null && assigneeId !== person.id,
  );
  return (
    person.isAdministrator ||
    person.isSystemOperation ||
    isProcessManager(process, person) ||
    isSupervisor(process, person, 'CANCEL_REQUEST') ||
    (isRequester(request, person) && !isOthersWork)
  );
}
