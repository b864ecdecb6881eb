import { isSelfService } from '../../engine/isSelfService';
import type { LoadedRequest } from '../../store/loadRequest';
import type { Viewer } from '../../store/viewer';
import { isCoordinator, isMember, isProcessManager, isSupervisor } from '../process/access';

/** Whether he takes part in one of its loaded actions: the open ones, and the one that the call is about. */
function isCandidate({ state, process }: LoadedRequest, person: Viewer): boolean {
  return state.actions.some(({ activity: name, assigneeId }) => {
    const { activity, participant } = process.compiled.activities.get(name) ?? {};
    if (activity?.type !== 'USER' || !participant) return false;
    if (isCoordinator(participant, person)) return true;
    // Who may start a process sees nobody else's requests by that, but what he may take himself.
    const isOpenToAll = participant.role !== 'REQUESTER' || (assigneeId === null && isSelfService(activity));
    return isOpenToAll && isMember(participant, person);
  });
}

/**
 * Whether the request exists for him: its requester, those who have or had one of its actions, the candidates of its open
 * actions, its process's supervisors and managers, administrators, system-operation users.
 */
export function canSeeRequest(request: LoadedRequest, person: Viewer): boolean {
  return (
    person.isAdministrator ||
    person.isSystemOperation ||
    request.state.requester.id === person.id ||
    request.actorIds.includes(person.id) ||
    isProcessManager(request.process, person) ||
    isSupervisor(request.process, person) ||
    isCandidate(request, person)
  );
}

/** System-operation users only. */
export function canUpdateRequestDataset(_request: LoadedRequest, person: Viewer): boolean {
  return person.isSystemOperation;
}

/** Who runs things; and the requester as long as nobody else has one of its open actions. */
export function canCancelRequest(request: LoadedRequest, person: Viewer): boolean {
  const { state, process } = request;
  const isOthersWork = state.actions.some(
    ({ status, assigneeId }) => status !== 'CLOSED' && assigneeId !== null && assigneeId !== person.id,
  );
  return (
    person.isAdministrator ||
    person.isSystemOperation ||
    isProcessManager(process, person) ||
    isSupervisor(process, person, 'CANCEL_REQUEST') ||
    (state.requester.id === person.id && !isOthersWork)
  );
}
