import type { Context } from '../../context';
import { refusal } from '../../errors';
import { toGlobalId } from '../../relay/globalId';
import type { RunUid } from '../../store/runUid';
import type { RunStatus } from './runStatus';
import { startRequest } from './startRequest';
import { toWorkflowStart, type WorkflowAsked } from './toWorkflowStart';

/** What is to be run. */
export interface Workflow extends WorkflowAsked {
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
 * Starts the ACTIVE version of a process with the rights of `createRequest`, once for each uid. `repeated` is what tells a repeat of
 * the same call where there is no uid: it starts nothing, and is no duplicate. Throws INPUT_INVALID, PROCESS_NOT_FOUND, …
 */
export function startWorkflow(
  context: Context,
  { workflow, stateValues, runtime, uid }: Workflow,
  repeated?: RunUid,
): Promise<WorkflowRun> {
  const own = uid == null ? repeated : { scope: scopeOf(context), uid: checkUid(uid) };
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

function scopeOf({ hook, viewer }: Context): string {
  return hook ? `Application:${hook.applicationId}` : `User:${viewer.id}`;
}

function checkUid(uid: string): string {
  if (uid.length >= 1 && uid.length <= 255) return uid;
  throw refusal('INPUT_INVALID', { path: 'uid', reason: 'a text of 1 to 255 characters' });
}
