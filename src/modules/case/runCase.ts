import type { CompiledDefinition } from '../../engine/compileDefinition';
import { refusal } from '../../errors';
import type { RunCaseInput } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import type { Operation } from '../operation';
import { canStartProcess } from '../process/access';
import { activeProcess } from '../request/activeProcess';
import { coerceStateValues } from '../request/coerceStateValues';
import type { RunStatus } from '../request/runStatus';
import { startRequest } from '../request/startRequest';
import { loadRunBasis } from './loadRunBasis';

interface Payload {
  requestId: string;
  uuid: string;
  number: number;
  status: RunStatus;
  caseId: string;
  workflowDefinitionId: string;
}

/**
 * Starts the ACTIVE version of a process for a case, with the rights of `createRequest`. Throws CASE_NOT_FOUND, PARAMETERS_NOT_FOUND,
 * PARAMETERS_FOREIGN, PROCESS_NOT_FOUND, PROCESS_NEEDS_PEOPLE, …
 */
export const runCase: Operation<RunCaseInput, Payload> = {
  access: canStartProcess,
  async run(context, { workflowDefinitionId, caseId, parametersId = null, parameters = null }) {
    if (parametersId !== null && parameters !== null)
      throw refusal('INPUT_INVALID', { path: 'parameters', reason: 'not beside parametersId: send one of them' });
    const basis = await loadRunBasis(context, { caseId, parametersId });
    const values = basis.parameters?.values ?? parameters;
    return startRequest(context, {
      asked: activeProcess(workflowDefinitionId, values),
      onBehalfOf: { id: null, userName: null },
      runtime: null,
      case: basis.case,
      dataOf({ name, compiled }) {
        const owner = basis.parameters?.processName ?? name;
        if (owner !== name) throw refusal('PARAMETERS_FOREIGN', { parameters: parametersId ?? '', owner, process: name });
        requireAutomatic(compiled);
        return coerceStateValues(compiled.definition, 'parameters', values);
      },
      payload: ({ number, uuid, status, processUuid }) => {
        const requestId = toGlobalId('Request', number);
        return { requestId, uuid, number, status, caseId: basis.case.uuid, workflowDefinitionId: processUuid };
      },
    });
  },
};

/** Lets pass what runs by itself. All activities of a definition can be reached. */
function requireAutomatic({ definition }: CompiledDefinition): void {
  const activity = definition.activities.find(({ type }) => type === 'USER');
  if (!activity || definition.allowUserActions) return;
  throw refusal('PROCESS_NEEDS_PEOPLE', { process: definition.name, activity: activity.name });
}
