import { refusal } from '../../errors';
import { limits } from '../../limits';
import type { Json } from '../state';
import { weigh } from '../weigh';
import type { Run } from './run';

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

function weighAll(values: readonly Json[], most?: number): number {
  return values.reduce<number>((sum, value) => sum + weigh(value, most), 0);
}
