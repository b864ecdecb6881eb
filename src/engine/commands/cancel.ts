import { refusal } from '../../errors';
import type { Command } from '../command';
import { moveAction } from '../transitions';
import { activityOf, requireOpenRequest, getOpenAction, record } from '../run/actions';
import { closeRequest } from '../run/closeRequest';
import { followOrClose } from '../run/follow';
import type { Run } from '../run/run';
import { settle } from '../run/settle';
import type { ActionState } from '../state';

/**
 * Closes all of these actions, then lets the flow go on from each along its exception transitions, ascending by number.
 * Throws ACTION_CLOSED, REQUEST_CLOSED, ACTION_NOT_FOUND, and EXCEPTION_MISSING where one has no transition that is taken.
 */
export async function cancelActions(run: Run, command: Extract<Command, { type: 'CANCEL_ACTIONS' }>): Promise<void> {
  const { outcome, exception } = command;
  const on = outcome === 'CANCELLED' ? 'CANCEL' : 'ERROR';
  const actions = [...new Set(command.actions)].sort((a, b) => a - b).map((number) => getOpenAction(run, number));
  for (const action of actions) {
    const { outgoing } = activityOf(run, action.activity);
    if (outgoing[on].length + outgoing.EXCEPTION.length === 0) throw missing(run, action, on);
  }
  for (const action of actions) {
    action.message = exception.message;
    moveAction(action, outcome, 'CANCEL_ACTIONS', run.time);
    record(run, 'ACTION_CANCELLED', action, { outcome, ...exception });
  }
  run.request.steps = 0;
  for (const action of actions) {
    if (run.request.status !== 'OPEN') return;
    if (!(await followOrClose(run, action, on, exception.source))) throw missing(run, action, on);
  }
  await settle(run);
}

function missing(run: Run, action: ActionState, on: 'CANCEL' | 'ERROR') {
  const { number, activity } = action;
  return refusal('EXCEPTION_MISSING', { action: number, request: run.request.id, activity, exception: on.toLowerCase() });
}

/** Closes the request and all its open actions as CANCELLED. Throws REQUEST_CLOSED. */
export async function cancelRequest(run: Run): Promise<void> {
  requireOpenRequest(run);
  record(run, 'REQUEST_CANCELLED', null);
  await closeRequest(run, { as: 'CANCELLED', cause: 'CANCEL_REQUEST', message: null, action: null });
}
