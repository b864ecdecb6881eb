import type { Json } from './state';

/** Whether a value has more than this many bytes, about as JSON: what is in it twice counts twice. Takes no longer for a larger one. */
export function isLargerThan(value: Json, bytes: number): boolean {
  return left(value, bytes) < 0;
}

function left(value: Json, bytes: number): number {
  if (typeof value === 'string') return bytes - value.length;
  let rest = bytes - 8;
  if (typeof value !== 'object' || value === null) return rest;
  for (const [name, item] of Object.entries(value)) {
    if (rest < 0) return rest;
    rest = left(item, rest - (Array.isArray(value) ? 0 : name.length));
  }
  return rest;
}
