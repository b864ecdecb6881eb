import type { ActionState } from '../state';
import type { Run } from './run';

/** An action of the run that may be changed in place. */
export function changeAction(run: Run, action: ActionState): ActionState {
  if (run.changed.has(action.number)) return action;
  const own = { ...action };
  run.actions.set(own.number, own);
  run.changed.add(own.number);
  return own;
}
