import type { Behaviour } from '../activities/behaviour';
import type { ActionState } from '../state';
import { applyEffect } from './applyEffect';
import { attempt } from './attempt';
import { enlargeFamily } from './enlargeFamily';
import type { Run } from './run';
import { scopeOf } from './scopeOf';

type Automatic = Extract<Behaviour, { automatic: true }>;

/** Runs an automatic action that was just opened, and applies what it came to. */
export async function runAction(run: Run, action: ActionState, behaviour: Automatic): Promise<void> {
  return applyEffect(run, action, enlargeFamily(run, await attempt(() => behaviour.run(scopeOf(run, action)))));
}
