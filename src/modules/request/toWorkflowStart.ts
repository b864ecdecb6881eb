import type { Json } from '../../engine/state';
import type { RunUid } from '../../store/runUid';
import { isObject } from '../isObject';
import { coerceStateValues } from './coerceStateValues';
import type { RequestStart } from './startRequest';
import { textsAmong } from './textsAmong';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

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
    asked: {
      processId: null,
      processName: workflow,
      ...(uuid.test(workflow) && { processUuid: workflow }),
      processVersion: null,
      isTest: false,
      ...textsAmong(isObject(stateValues) ? Object.entries(stateValues) : []),
      uid,
    },
    onBehalfOf: { id: null, userName: null },
    runtime: (runtime ?? null) as Json,
    dataOf: ({ compiled }) => coerceStateValues(compiled.definition, 'stateValues', stateValues),
  };
}
