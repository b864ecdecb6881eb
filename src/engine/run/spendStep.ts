import { closeRequest } from './closeRequest';
import type { Run } from './run';

/** Counts one automatic step of the request. Closes it as ERROR where `maxSteps` are used up, and resolves to whether it did. */
export async function spendStep(run: Run, activity: string): Promise<boolean> {
  const { maxSteps } = run.process.definition;
  if (run.request.steps < maxSteps) {
    run.request.steps += 1;
    return false;
  }
  await closeRequest(run, {
    as: 'ERROR',
    cause: 'STEPS_EXCEEDED',
    message: `Stopped before ${activity}: ${maxSteps} automatic actions without a person in between are the limit (maxSteps)`,
    action: null,
  });
  return true;
}
