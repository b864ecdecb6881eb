import type { CreateRequestInput } from '../../generated/graphql';
import { refusal } from '../../errors';
import { toGlobalId, idKey } from '../../relay/globalId';
import { toDelegationPayload, type DelegationPayload } from '../delegation/findDelegator';
import type { Operation } from '../operation';
import { userReference } from '../user/userReference';
import { startRequest, type RequestStart } from './start/startRequest';
import { toDataChange, testFlag, textsOf } from './change/toDataChange';

type Payload = DelegationPayload & { requestId: string; number: number };

/** Starts a process: makes a request and opens its first actions. */
export const createRequest: Operation<CreateRequestInput, Payload> = {
  run: (context, input) =>
    startRequest(context, {
      query: { ...processQuery(input), ...textsOf(input) },
      onBehalfOf: userReference('onBehalfOf', input.onBehalfOf, input.onBehalfOfUserName),
      runtime: null,
      parameters: input.parameters,
      dataOf: ({ compiled }, files) => toDataChange(compiled.definition, input.parameters, files),
      payload: ({ number, delegator }) => ({ requestId: toGlobalId('Request', number), number, ...toDelegationPayload(delegator) }),
    }),
};

function processQuery(input: CreateRequestInput): RequestStart<Payload>['query'] {
  const processId = idKey('processId', input.processId, 'Process')?.[0] ?? null;
  const processName = input.processName ?? null;
  if (processId === null && processName === null) throw refusal('REFERENCE_MISSING', { what: 'A process ID or name' });
  return { processId, processName, processVersion: input.processVersion ?? null, isTest: testFlag(input) ?? false };
}
