import { refusal } from '../../errors';
import { limits } from '../../limits';
import type { DataChange } from '../command';
import { isLargerThan, weigh } from '../measureJson';
import type { Json } from '../state';
import type { Run } from './run';

/** Sets data, each to a value of its type; null empties it. Throws VALUE_TOO_LARGE, REQUEST_TOO_LARGE, and sets nothing then. */
export function setData(run: Run, change: DataChange): void {
  const limit = limits.valueBytes.value;
  const tooLarge = Object.keys(change).find((name) => isLargerThan(change[name] ?? null, limit));
  if (tooLarge !== undefined) throw refusal('VALUE_TOO_LARGE', { data: tooLarge, limit }, { parameter: tooLarge, limit });
  takeWeight(
    run,
    Object.values(change),
    Object.keys(change).map((name) => run.data.get(name) ?? null),
  );
  run.values = null;
  for (const [name, value] of Object.entries(change)) {
    if (value === null) run.data.delete(name);
    else run.data.set(name, value);
  }
}

/**
 * Counts what the request keeps from now on, and no longer what it keeps instead of. Throws REQUEST_TOO_LARGE, and counts nothing then, unless
 * the request gets lighter: one that was stored before there was a limit.
 */
export function takeWeight(run: Run, kept: readonly Json[], dropped: readonly Json[] = []): void {
  const limit = limits.requestBytes.value;
  const before = (run.weight ??= weighRequest(run));
  const after = before - weighAll(dropped) + weighAll(kept, limit);
  if (after > limit && after > before) throw refusal('REQUEST_TOO_LARGE', { limit }, { limit });
  run.weight = after;
}

function weighRequest({ request: { runtime, results, output, answer }, data }: Run): number {
  return weighAll([...data.values(), runtime, results, output, answer && { ...answer }]);
}

function weighAll(values: readonly Json[], maxWeight?: number): number {
  return values.reduce<number>((sum, value) => sum + weigh(value, maxWeight), 0);
}
