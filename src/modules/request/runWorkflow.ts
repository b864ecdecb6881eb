import type { RunWorkflowInput } from '../../generated/graphql';
import type { Operation } from '../operation';
import { startWorkflow, type WorkflowRun } from './start/startWorkflow';

/** Starts a process by its name or UUID, once for each uid. */
export const runWorkflow: Operation<RunWorkflowInput, WorkflowRun> = {
  run: (context, input) => startWorkflow(context, input),
};
