import { refusal } from '../../errors';
import type { CancelRequestActionsByNameInput } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import { toDelegationPayload, type DelegationPayload } from '../delegation/findDelegator';
import { changeRequest, type Subject } from '../request/change/changeRequest';
import { canCancelAction } from './access';
import { findOpenActions } from './actionReference';
import { toCancellation } from './toCommand';

const targets = ({ input, request }: Subject<CancelRequestActionsByNameInput>) => findOpenActions(request.state, input.activityName);

/** Cancels every open action of that name in a request, or none. */
export const cancelRequestActionsByName = changeRequest<CancelRequestActionsByNameInput, DelegationPayload & { actionIds: string[] }>({
  find: (input) => input,
  checkAccess(subject) {
    const { request, viewer, person } = subject;
    const forbidden = targets(subject).find((action) => !canCancelAction(request, person, action));
    if (forbidden) {
      throw refusal('ACTION_FORBIDDEN', { viewer: viewer.userName, verb: 'cancel', action: forbidden.number, request: request.state.id });
    }
  },
  decide: (subject) => toCancellation(subject.input, targets(subject)),
  payload: (subject) => ({
    actionIds: targets(subject).map(({ number }) => toGlobalId('Action', subject.request.state.id, number)),
    ...toDelegationPayload(subject.delegator),
  }),
});
