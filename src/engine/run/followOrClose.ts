import type { Transition } from '../definition';
import type { ActionState } from '../state';
import { closeRequest } from './closeRequest';
import { closeWhenLate } from './closeWhenLate';
import { followTransitions } from './followTransitions';
import { isFailure } from './isFailure';
import type { Run } from './run';

/**
 * As `followTransitions`, but a condition that fails closes the request as ERROR: where to go on cannot be told. So does
 * time that is used up. Then it counts as followed.
 */
export async function followOrClose(run: Run, action: ActionState, on: Transition['on'], source: string | null = null): Promise<boolean> {
  const place = `after ${action.activity}`;
  if (await closeWhenLate(run, place)) return true;
  try {
    return await followTransitions(run, action, on, source);
  } catch (error) {
    if (!isFailure(error)) throw error;
    if (await closeWhenLate(run, place)) return true;
    const failure = action.message === null ? '' : `${action.activity}: ${action.message}. `;
    const message = `${failure}After ${action.activity}: ${error.message}`;
    // After a failure it is the activity that can be done again.
    const isRetriable = on === 'ERROR' || on === 'TIMEOUT';
    await closeRequest(run, { as: 'ERROR', cause: 'EXPRESSION_FAILED', message, action, isRetriable });
    return true;
  }
}
