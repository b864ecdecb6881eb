import type { CancelRequestInput } from '../../generated/graphql';
import { refusal } from '../../errors';
import { toGlobalId } from '../../relay/globalId';
import { toDelegationPayload, type DelegationPayload } from '../delegation/findDelegator';
import { canCancelRequest } from './access';
import { changeRequest } from './change/changeRequest';
import { requestReference } from './request';

/** Closes a request and its open actions as cancelled. */
export const cancelRequest = changeRequest<CancelRequestInput, DelegationPayload & { requestId: string; number: number }>({
  find: (input) => ({ requestNumber: requestReference(input) }),
  checkAccess({ request, viewer, person }) {
    if (!canCancelRequest(request, person))
      throw refusal('CANCEL_REQUEST_FORBIDDEN', { viewer: viewer.userName, request: request.state.id });
  },
  decide: () => ({ type: 'CANCEL_REQUEST' }),
  payload: ({ request, delegator }) => ({
    requestId: toGlobalId('Request', request.state.id),
    number: request.state.id,
    ...toDelegationPayload(delegator),
  }),
  sends: ({ notifyParticipant }, { kind }) => kind !== 'ACTION_CANCELLED' || notifyParticipant === true,
});
