import type { ActionState } from '../state';
import type { Run } from './run';

/** Gives an action to a user, who is from then on the one who had its activity last. */
export function assign(run: Run, action: ActionState, userId: number): void {
  action.assigneeId = userId;
  run.lastAssignees.set(action.activity, userId);
}
