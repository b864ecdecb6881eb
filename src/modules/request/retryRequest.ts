import type { RetryRequestInput } from '../../generated/graphql';
import { refusal } from '../../errors';
import { toGlobalId } from '../../relay/globalId';
import { canRetryRequest } from './access';
import { changeRequest } from './change/changeRequest';
import { requestReference } from './request';

/** Opens a request again that ended because an activity failed, and that activity once more. Throws RETRY_IMPOSSIBLE, RETRY_FORBIDDEN. */
export const retryRequest = changeRequest<RetryRequestInput, { requestId: string; number: number }>({
  find: (input) => ({ requestNumber: requestReference(input) }),
  checkAccess({ request, viewer, person }) {
    if (!canRetryRequest(request, person)) throw refusal('RETRY_FORBIDDEN', { viewer: viewer.userName, request: request.state.id });
  },
  decide: () => ({ type: 'RETRY' }),
  payload: ({ request }) => ({ requestId: toGlobalId('Request', request.state.id), number: request.state.id }),
});
