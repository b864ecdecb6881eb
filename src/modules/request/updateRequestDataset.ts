import type { UpdateRequestDatasetInput } from '../../generated/graphql';
import { refusal } from '../../errors';
import { toGlobalId } from '../../relay/globalId';
import { canUpdateRequestDataset } from './access';
import { changeRequest } from './change/changeRequest';
import { requestReference } from './request';
import { toDataChange } from './change/toDataChange';
import { toEchoedParameter } from './change/valueFields';

/** Sets data of an open request. */
export const updateRequestDataset = changeRequest<UpdateRequestDatasetInput, { requestId: string }>({
  find: (input) => ({ requestNumber: requestReference(input) }),
  checkAccess({ request, viewer, person }) {
    if (!canUpdateRequestDataset(request, person)) throw refusal('DATASET_FORBIDDEN', { viewer: viewer.userName });
  },
  decide: ({ input, request, files }) => ({
    type: 'SET_DATA',
    data: toDataChange(request.process.compiled.definition, input.parameters, files),
  }),
  payload: ({ request }) => ({ requestId: toGlobalId('Request', request.state.id) }),
  echo: (input) => ({ parameters: input.parameters.map(toEchoedParameter) }),
});
