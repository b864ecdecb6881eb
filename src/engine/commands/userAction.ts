import { refusal } from '../../errors';
import type { Command } from '../command';
import { moveAction } from '../transitions';
import { assign, activityOf, getOpenAction, record } from '../run/actions';
import { followOrClose } from '../run/follow';
import type { Run } from '../run/run';
import { setData } from '../run/setData';
import { settle } from '../run/settle';
import type { ActionState } from '../state';

/** As `getOpenAction`, for what only people's actions are for. Throws ACTION_AUTOMATIC for one that the engine works on. */
function getUserAction(run: Run, number: number): ActionState {
  const action = getOpenAction(run, number);
  const { activity, behavior } = activityOf(run, action.activity);
  if (behavior.automatic) throw refusal('ACTION_AUTOMATIC', { action: number, request: run.request.id, type: activity.type });
  return action;
}

/** Gives an open action to a user, no matter who had it before. Throws ACTION_CLOSED, REQUEST_CLOSED, ACTION_NOT_FOUND, ACTION_AUTOMATIC. */
export function assignAction(run: Run, command: Extract<Command, { type: 'ASSIGN_ACTION' }>): void {
  const action = getUserAction(run, command.action);
  const previousId = action.assigneeId;
  assign(run, action, command.assigneeId);
  record(run, 'ACTION_ASSIGNED', action, { assigneeId: command.assigneeId, previousId });
}

/** Takes an open action from the one who has it. Throws ACTION_NOT_ASSIGNED, ACTION_CLOSED, REQUEST_CLOSED, ACTION_NOT_FOUND. */
export function unassignAction(run: Run, command: Extract<Command, { type: 'UNASSIGN_ACTION' }>): void {
  const action = getOpenAction(run, command.action);
  const { assigneeId } = action;
  if (assigneeId === null) throw refusal('ACTION_NOT_ASSIGNED', { action: action.number, request: run.request.id });
  action.assigneeId = null;
  record(run, 'ACTION_ASSIGNMENT_CANCELLED', action, { assigneeId });
}

/** Sets data, closes the action and lets the flow go on; conditions see the new data. Throws ACTION_CLOSED, REQUEST_CLOSED, ACTION_NOT_FOUND, ACTION_AUTOMATIC. */
export async function completeAction(run: Run, command: Extract<Command, { type: 'COMPLETE_ACTION' }>): Promise<void> {
  const action = getUserAction(run, command.action);
  const assigneeId = action.assigneeId ?? command.assigneeId;
  if (assigneeId !== undefined) assign(run, action, assigneeId);
  setData(run, command.data);
  moveAction(action, 'COMPLETED', 'COMPLETE_ACTION', run.time);
  record(run, 'ACTION_COMPLETED', action, { data: Object.keys(command.data) });
  run.request.steps = 0;
  await followOrClose(run, action, 'COMPLETE');
  await settle(run);
}
