import type { Json } from '../../engine/state';
import type { RunUid } from '../../store/runUid';
import { activeProcess } from './activeProcess';
import { coerceStateValues } from './coerceStateValues';
import type { RequestStart } from './startRequest';

/** Which process is to be run, and what it begins with. */
export interface WorkflowAsked {
  /** Name or UUID of a process. */
  workflow: string;
  /** Values by the name of their data. */
  stateValues?: unknown;
  runtime?: unknown;
}

/** What starts the ACTIVE version of a process by its name or UUID, once for each uid, but for what is answered. */
export function toWorkflowStart({ workflow, stateValues, runtime }: WorkflowAsked, uid?: RunUid): Omit<RequestStart<never>, 'payload'> {
  return {
    asked: { ...activeProcess(workflow, stateValues), uid },
    onBehalfOf: { id: null, userName: null },
    runtime: (runtime ?? null) as Json,
    dataOf: ({ compiled }) => coerceStateValues(compiled.definition, 'stateValues', stateValues),
  };
}
