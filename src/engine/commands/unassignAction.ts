import { refusal } from '../../errors';
import type { Command } from '../command';
import { getOpenAction } from '../run/getOpenAction';
import { record } from '../run/record';
import type { Run } from '../run/run';

/** Takes an open action from the one who has it. Throws ACTION_NOT_ASSIGNED, ACTION_CLOSED, REQUEST_CLOSED, ACTION_NOT_FOUND. */
export function unassignAction(run: Run, command: Extract<Command, { type: 'UNASSIGN_ACTION' }>): void {
  const action = getOpenAction(run, command.action);
  const { assigneeId } = action;
  if (assigneeId === null) throw refusal('ACTION_NOT_ASSIGNED', { action: action.number, request: run.request.id });
  action.assigneeId = null;
  record(run, 'ACTION_ASSIGNMENT_CANCELLED', action, { assigneeId });
}
