import type { Context } from '../../../context';
import type { RunStatus } from '../../../engine/runStatus';
import type { Json } from '../../../engine/state';
import { refusal } from '../../../errors';
import { limits } from '../../../limits';
import { toGlobalId } from '../../../relay/globalId';
import type { StartQuery } from '../../../store/load/loadStart';
import type { RunUid } from '../../../store/idempotency';
import { isObject, isUuid } from '../../guards';
import { startRequest, type RequestStart } from './startRequest';
import { textsAmong, coerceStateValues } from '../change/toDataChange';

/** Which process is to be run, and what it begins with. */
interface WorkflowReference {
  /** Name or UUID of a process. */
  workflow: string;
  /** Values by the name of their data. */
  stateValues?: unknown;
  runtime?: unknown;
}

/** What is to be run. */
export interface Workflow extends WorkflowReference {
  uid?: string | null | undefined;
}

/** What came of it. */
export interface WorkflowRun {
  workflowId: string;
  requestId: string;
  number: number;
  status: RunStatus;
  uid: string | null;
  duplicate: boolean;
}

/**
 * Starts the ACTIVE version of a process with the rights of `createRequest`, once for each uid. `repeated` identifies a repeat
 * of the same call if there is no uid: a repeat starts nothing and is not counted as a duplicate. Throws INPUT_INVALID, PROCESS_NOT_FOUND, …
 */
export function startWorkflow(
  context: Context,
  { workflow, stateValues, runtime, uid }: Workflow,
  repeated?: RunUid,
): Promise<WorkflowRun> {
  const own = uid == null ? repeated : toRunUid(context, uid);
  return startRequest(context, {
    ...toWorkflowStart({ workflow, stateValues, runtime }, own),
    payload: ({ processUuid: workflowId, number, status, duplicate }) => {
      return {
        workflowId,
        requestId: toGlobalId('Request', number),
        number,
        status,
        uid: uid ?? null,
        duplicate: duplicate && uid != null,
      };
    },
  });
}

/** A uid within what it counts for: the hook that a call came through, or else its user. Throws INPUT_INVALID. */
export function toRunUid({ hook, viewer }: Context, uid: string): RunUid {
  const scope = hook ? `Application:${hook.applicationId}` : `User:${viewer.id}`;
  if (uid.length >= 1 && uid.length <= limits.uidCharacters.value) return { scope, uid };
  throw refusal('INPUT_INVALID', { path: 'uid', reason: `must be a string of 1 to ${limits.uidCharacters.value} characters` });
}

/** Returns what starts the ACTIVE version of a process by its name or UUID, once for each uid, but for what is answered. */
export function toWorkflowStart({ workflow, stateValues, runtime }: WorkflowReference, uid?: RunUid): Omit<RequestStart<never>, 'payload'> {
  return {
    query: { ...activeProcess(workflow, stateValues), uid },
    onBehalfOf: { id: null, userName: null },
    runtime: (runtime ?? null) as Json,
    dataOf: ({ compiled }) => coerceStateValues(compiled.definition, 'stateValues', stateValues),
  };
}

/** Asks for the ACTIVE version of the process of this name or UUID, to be started with these untyped values. */
export function activeProcess(nameOrUuid: string, values: unknown): Omit<StartQuery, 'userIds' | 'userNames'> {
  return {
    processId: null,
    processName: nameOrUuid,
    ...(isUuid(nameOrUuid) && { processUuid: nameOrUuid }),
    processVersion: null,
    isTest: false,
    ...textsAmong(isObject(values) ? Object.entries(values) : []),
  };
}
