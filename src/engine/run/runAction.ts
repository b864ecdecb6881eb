import type { Behaviour } from '../activities/behaviour';
import type { ActionState, Token } from '../state';
import { applyEffect } from './applyEffect';
import { attempt } from './attempt';
import { enlargeFamily } from './enlargeFamily';
import { resumeWork } from './resumeWork';
import type { Run } from './run';
import { scopeOf } from './scopeOf';

type Automatic = Extract<Behaviour, { automatic: true }>;

/** Runs an automatic action that was just opened by these tokens, and applies what it came to. `isInterrupted`: it goes on with one that the end of the request closed. */
export async function runAction(
  run: Run,
  action: ActionState,
  behaviour: Automatic,
  tokens: readonly Token[],
  isInterrupted: boolean,
): Promise<void> {
  const effect = await attempt(() => behaviour.run(scopeOf(run, action, null, messageBefore(run, tokens))));
  const earlier = tokens.find(({ transition }) => transition === -1)?.action;
  const resumed = earlier === undefined ? effect : resumeWork(run, action.activity, effect, earlier, isInterrupted);
  return applyEffect(run, action, enlargeFamily(run, resumed));
}

/** Why an action that the tokens come from failed or was cancelled; null where none was. */
function messageBefore(run: Run, tokens: readonly Token[]): string | null {
  const messages = tokens.map(({ action, transition }) => (transition < 0 ? null : run.actions.get(action)?.message));
  return messages.find((message) => message) ?? null;
}
