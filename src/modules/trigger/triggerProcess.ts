import type { TriggerProcessInput } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import type { Operation } from '../operation';
import { canStartProcess } from '../process/access';
import type { RunStatus } from '../request/runStatus';
import { startRequest } from '../request/startRequest';
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
  run: (context, { processName: workflow, stateValues, runtime }) =>
    startRequest(context, {
      ...toWorkflowStart({ workflow, stateValues, runtime }),
      payload: ({ processUuid: workflowId, number, status, began }) => ({
        workflowId,
        requestId: toGlobalId('Request', number),
        number,
        status,
        response: began?.answer ?? null,
        output: began?.output ?? null,
        message: began?.message ?? null,
      }),
    }),
};
