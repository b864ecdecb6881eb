import { commandTime } from '../timeBudget';
import { closeRequest } from './closeRequest';
import type { Run } from './run';

/** Closes the request as ERROR where the command has used up its time, and says whether it did. `place` is for the message. */
export async function closeWhenLate(run: Run, place: string): Promise<boolean> {
  if (!run.budget.isSpent()) return false;
  const message = `Stopped ${place}: what a command sets off may compute for ${commandTime} ms`;
  await closeRequest(run, { as: 'ERROR', cause: 'TIME_EXCEEDED', message, action: null });
  return true;
}
