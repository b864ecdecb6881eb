import { sql } from '../../sql';
import type { Definition } from '../../engine/definition';
import type { RunStatus } from '../../engine/runStatus';
import type { Answer, Json, Outcome } from '../../engine/state';
import { refusal } from '../../errors';
import type { ParameterInput, TriggerProcessInput } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import type { LoadedProcess } from '../../store/load/loadDefinition';
import type { Database } from '../../store/openDatabase';
import type { Operation } from '../operation';
import { startRequest } from '../request/start/startRequest';
import { toRunUid, toWorkflowStart } from '../request/start/startWorkflow';
import { toDataChange } from '../request/change/toDataChange';

/** What came of a run. */
export interface RunEnd {
  /** Null while it is open. */
  subStatus: Outcome | null;
  /** What the first RESPONSE answered. */
  response: Answer | null;
  output: Json;
  message: string | null;
}

/** A run, as it stood when it was stored. */
export interface TriggeredRun extends Pick<RunEnd, 'response' | 'output' | 'message'> {
  workflowId: string;
  requestId: string;
  number: number;
  status: RunStatus;
  /** It was started by an earlier call with the same uid. */
  duplicate: boolean;
}

/** Starts a process by its name, once for each uid, and tells what came of it at once. */
export const triggerProcess: Operation<TriggerProcessInput, TriggeredRun> = {
  run(context, { processName: workflow, stateValues, runtime, uid, files }) {
    const start = toWorkflowStart({ workflow, stateValues, runtime }, uid == null ? undefined : toRunUid(context, uid));
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
      payload: ({ processUuid: workflowId, number, status, began, duplicate }) => ({
        workflowId,
        requestId: toGlobalId('Request', number),
        number,
        status,
        duplicate,
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

/** Resolves to what came of the request of that number. Throws REQUEST_NOT_FOUND where it has been deleted. */
export async function loadRunEnd(db: Database, number: number): Promise<RunEnd> {
  const [found] = await db.read<RunEnd>(sql`
    SELECT sub_status AS "subStatus", engine -> 'answer' AS response, output, message FROM request WHERE id = ${number}`);
  if (!found) throw refusal('REQUEST_NOT_FOUND', { request: number });
  return found;
}
