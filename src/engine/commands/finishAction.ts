import type { Command } from '../command';
import { moveAction } from '../move';
import { activityOf } from '../run/activityOf';
import { applyEffect } from '../run/applyEffect';
import { attempt } from '../run/attempt';
import { closeRequest } from '../run/closeRequest';
import { cutMessage } from '../run/cutMessage';
import { failAction, failedResult } from '../run/failAction';
import { followOrClose } from '../run/followOrClose';
import { getOpenAction } from '../run/getOpenAction';
import { keepResult } from '../run/keepResult';
import { recordAutomatic } from '../run/record';
import type { Run } from '../run/run';
import { scopeOf } from '../run/scopeOf';
import { settle } from '../run/settle';

/**
 * Takes what came of the work that an action waited for: keeps it in `results`, closes the action with that outcome and
 * lets the flow go on. Throws ACTION_CLOSED, REQUEST_CLOSED, ACTION_NOT_FOUND.
 */
export async function finishAction(run: Run, command: Extract<Command, { type: 'FINISH_ACTION' }>): Promise<void> {
  const { outcome, result, detail } = command;
  const action = getOpenAction(run, command.action);
  const { behaviour } = activityOf(run, action.activity);
  const reason = command.message ?? `it ended as ${outcome}`;
  const fault = keepResult(run, action.activity, outcome === 'COMPLETED' ? result : (result ?? failedResult(cutMessage(reason))));
  const message = cutMessage(fault ?? reason);
  if (outcome === 'ERROR' || fault !== null) await failAction(run, action, message, { detail, hasResult: true });
  else if (outcome === 'COMPLETED') {
    const scope = { ...scopeOf(run, action), files: command.files ?? [] };
    const effect = await attempt(async () => (behaviour.automatic && (await behaviour.finish?.(scope))) || { data: {} });
    await applyEffect(run, action, effect, { detail, hasResult: true });
  } else {
    action.message = message;
    moveAction(action, 'CANCELLED', 'ENDED_CANCELLED', run.time);
    recordAutomatic(run, 'ACTION_CANCELLED', action, { outcome, message, ...detail });
    if (!(await followOrClose(run, action, 'CANCEL')))
      await closeRequest(run, {
        as: 'ERROR',
        cause: 'CANCELLATION_UNHANDLED',
        message: `${action.activity}: ${message}`,
        action,
        isRetriable: true,
      });
  }
  await settle(run);
}
