import type { CompiledTransition } from '../compileDefinition';
import type { Transition } from '../definition';
import type { ActionState } from '../state';
import { activityOf } from './activityOf';
import type { Run } from './run';
import { scopeOf } from './scopeOf';

/**
 * Sends tokens along what follows a closed action: on an outcome other than COMPLETE its own transitions, or where none
 * of them is taken those on EXCEPTION. Says whether any was taken. Throws EXPRESSION_FAILED where a condition fails.
 */
export async function followTransitions(
  run: Run,
  action: ActionState,
  on: Transition['on'],
  source: string | null = null,
): Promise<boolean> {
  const { outgoing } = activityOf(run, action.activity);
  let taken = await takeTrue(run, action, outgoing[on], source);
  if (taken.length === 0 && on !== 'COMPLETE') taken = await takeTrue(run, action, outgoing.EXCEPTION, source);
  for (const { to, index } of taken) run.queue.push({ to, token: { action: action.number, transition: index } });
  return taken.length > 0;
}

async function takeTrue(
  run: Run,
  action: ActionState,
  candidates: CompiledTransition[],
  source: string | null,
): Promise<CompiledTransition[]> {
  const scope = scopeOf(run, action, source);
  const taken: CompiledTransition[] = [];
  for (const candidate of candidates) {
    if (!candidate.otherwise && (candidate.when === null || (await candidate.when(scope)))) taken.push(candidate);
  }
  return taken.length > 0 ? taken : candidates.filter(({ otherwise }) => otherwise);
}
