import type { Json } from './state';
import { weigh } from './weigh';

/** Whether a value has more than this many bytes: see `weigh`. Takes no longer for a larger one. */
export function isLargerThan(value: Json, bytes: number): boolean {
  return weigh(value, bytes) > bytes;
}
