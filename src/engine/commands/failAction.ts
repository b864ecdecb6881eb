import type { Command } from '../command';
import { activityOf, getOpenAction } from '../run/actions';
import { closeRequest } from '../run/closeRequest';
import { failAction as fail } from '../run/failAction';
import type { Run } from '../run/run';
import { settle } from '../run/settle';

/**
 * Takes it that what follows from an open action cannot be stored. An automatic one fails: the flow goes on along its transition on ERROR, unless
 * that `isFinal`. Otherwise the request ends as ERROR, and can be retried from there. Throws ACTION_CLOSED, REQUEST_CLOSED, ACTION_NOT_FOUND.
 */
export async function failAction(run: Run, command: Extract<Command, { type: 'FAIL_ACTION' }>): Promise<void> {
  const { message, isFinal } = command;
  const action = getOpenAction(run, command.action);
  if (activityOf(run, action.activity).behavior.automatic) await fail(run, action, message, { isFinal });
  else
    await closeRequest(run, {
      as: 'ERROR',
      cause: 'ERROR_UNHANDLED',
      message: `${action.activity}: ${message}`,
      action,
      isRetriable: true,
    });
  await settle(run);
}
