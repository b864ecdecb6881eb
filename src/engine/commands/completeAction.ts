import type { Command } from '../command';
import { moveAction } from '../move';
import { assign } from '../run/assign';
import { followOrClose } from '../run/followOrClose';
import { getUserAction } from '../run/getUserAction';
import { record } from '../run/record';
import type { Run } from '../run/run';
import { setData } from '../run/setData';
import { settle } from '../run/settle';

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
