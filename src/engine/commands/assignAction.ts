import type { Command } from '../command';
import { assign } from '../run/assign';
import { getUserAction } from '../run/getUserAction';
import { record } from '../run/record';
import type { Run } from '../run/run';

/** Gives an open action to a user, whoever had it before. Throws ACTION_CLOSED, REQUEST_CLOSED, ACTION_NOT_FOUND, ACTION_AUTOMATIC. */
export function assignAction(run: Run, command: Extract<Command, { type: 'ASSIGN_ACTION' }>): void {
  const action = getUserAction(run, command.action);
  const previousId = action.assigneeId;
  assign(run, action, command.assigneeId);
  record(run, 'ACTION_ASSIGNED', action, { assigneeId: command.assigneeId, previousId });
}
