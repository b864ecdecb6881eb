import { limits } from '../../limits';
import type { Behavior, Effect } from '../activities/activityType';
import type { ActionState, Token, Json } from '../state';
import { startsOf } from '../work';
import { applyEffect } from './applyEffect';
import { attempt } from './actions';
import type { Run } from './run';
import { scopeOf } from './scopeOf';

type Automatic = Extract<Behavior, { automatic: true }>;

/** Runs an automatic action that was just opened by these tokens, and applies what it came to. `isInterrupted`: it goes on with one that the end of the request closed. */
export async function runAction(
  run: Run,
  action: ActionState,
  behavior: Automatic,
  tokens: readonly Token[],
  isInterrupted: boolean,
): Promise<void> {
  const effect = await attempt(() => behavior.run(scopeOf(run, action, null, messageBefore(run, tokens))));
  const earlier = tokens.find(({ transition }) => transition === -1)?.action;
  const resumed = earlier === undefined ? effect : resumeWork(run, action.activity, effect, earlier, isInterrupted);
  return applyEffect(run, action, enlargeFamily(run, resumed));
}

/** Returns why an action that the tokens come from failed or was cancelled; null where none was. */
function messageBefore(run: Run, tokens: readonly Token[]): string | null {
  const messages = tokens.map(({ action, transition }) => (transition < 0 ? null : run.actions.get(action)?.message));
  return messages.find((message) => message) ?? null;
}

/** The effect, or the failure that it becomes where it would start more requests than the family or its depth allows. Counts those it starts. */
function enlargeFamily(run: Run, effect: Effect): Effect {
  if (!('work' in effect) || effect.work.task !== 'startRequests') return effect;
  const { family } = run.request;
  const size = family.size + startsOf(effect.work);
  if (family.depth >= limits.familyDepth.value) return { failure: `requests are already nested ${limits.familyDepth.value} levels deep` };
  if (size > family.maxSize)
    return { failure: `request ${family.root} and its descendants can start at most ${family.maxSize} requests (MAX_DESCENDANTS)` };
  run.request.family = { ...family, size };
  return effect;
}

/**
 * The effect of an activity that RETRY opened again, whose work goes on where that of the action `earlier` stopped: sub-processes that are
 * completed are not started again, and a call that was interrupted, and may have reached its peer, keeps its Idempotency-Key.
 */
function resumeWork(run: Run, activity: string, effect: Effect, earlier: number, isInterrupted: boolean): Effect {
  if (!('work' in effect)) return effect;
  const { work } = effect;
  if (work.task === 'startRequests')
    return { ...effect, work: { ...work, resumes: { action: earlier, done: countCompleted(run.request.results[activity]) } } };
  if (work.task === 'callHttp' && isInterrupted) return { ...effect, work: { ...work, keyAction: earlier } };
  return effect;
}

/** Returns how many sub-processes that a result is of are completed. */
function countCompleted(result: Json | undefined): number {
  return [result ?? []].flat().filter((one) => typeof one === 'object' && one !== null && 'status' in one && one.status === 'COMPLETED')
    .length;
}
