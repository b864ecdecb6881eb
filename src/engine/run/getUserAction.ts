import { refusal } from '../../errors';
import type { ActionState } from '../state';
import { activityOf } from './activityOf';
import { getOpenAction } from './getOpenAction';
import type { Run } from './run';

/** As `getOpenAction`, for what only people's actions are for. Throws ACTION_AUTOMATIC for one that the engine works on. */
export function getUserAction(run: Run, number: number): ActionState {
  const action = getOpenAction(run, number);
  const { activity, behaviour } = activityOf(run, action.activity);
  if (behaviour.automatic) throw refusal('ACTION_AUTOMATIC', { action: number, request: run.request.id, type: activity.type });
  return action;
}
