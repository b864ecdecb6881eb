import type { Definition } from '../../engine/definition';
import type { ParameterInput, TriggerProcessInput } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import type { LoadedProcess } from '../../store/loadedProcess';
import type { Operation } from '../operation';
import { canStartProcess } from '../process/access';
import type { RunStatus } from '../request/runStatus';
import { startRequest } from '../request/startRequest';
import { toDataChange } from '../request/toDataChange';
import { toWorkflowStart } from '../request/toWorkflowStart';
import type { RunEnd } from './loadRunEnd';

/** A run, as it stood when it was stored. */
export interface TriggeredRun extends Pick<RunEnd, 'response' | 'output' | 'message'> {
  workflowId: string;
  requestId: string;
  number: number;
  status: RunStatus;
}

/** Starts a process by its name, and tells what came of it at once. */
export const triggerProcess: Operation<TriggerProcessInput, TriggeredRun> = {
  access: canStartProcess,
  run(context, { processName: workflow, stateValues, runtime, files }) {
    const start = toWorkflowStart({ workflow, stateValues, runtime });
    const parameters = toParameters(files);
    const wanted = ({ compiled }: LoadedProcess) => parameters.filter(({ name }) => isFileData(compiled.definition, name));
    return startRequest(context, {
      ...start,
      parameters,
      keeps: (process, parameter) => wanted(process).includes(parameter),
      dataOf: (process, received) => ({
        ...start.dataOf(process, received),
        ...toDataChange(process.compiled.definition, wanted(process), received),
      }),
      payload: ({ processUuid: workflowId, number, status, began }) => ({
        workflowId,
        requestId: toGlobalId('Request', number),
        number,
        status,
        response: began?.answer ?? null,
        output: began?.output ?? null,
        message: began?.message ?? null,
      }),
    });
  },
};

/** A parameter for each file; of several with one name the first. */
function toParameters(files: TriggerProcessInput['files']): ParameterInput[] {
  const byName = new Map((files ?? []).toReversed().map(({ name, file }) => [name, file]));
  return [...byName].map(([name, upload]) => ({ name, fileValue: { upload } }));
}

function isFileData({ data }: Definition, name: string): boolean {
  return data.some((one) => one.name === name && one.type === 'FILE');
}
