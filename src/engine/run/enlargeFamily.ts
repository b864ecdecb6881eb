import type { Effect } from '../activities/behaviour';
import { limits } from '../../limits';
import { startsOf } from '../work';
import type { Run } from './run';

/** The effect, or the failure that it becomes where it would start more requests than the family or its depth allows. Counts those it starts. */
export function enlargeFamily(run: Run, effect: Effect): Effect {
  if (!('work' in effect) || effect.work.task !== 'startRequests') return effect;
  const { family } = run.request;
  const size = family.size + startsOf(effect.work);
  if (family.depth >= limits.familyDepth.value) return { failure: `requests stand ${limits.familyDepth.value} deep already` };
  if (size > family.maxSize)
    return { failure: `request ${family.root} and those under it can start at most ${family.maxSize} requests (MAX_DESCENDANTS)` };
  run.request.family = { ...family, size };
  return effect;
}
