import type { Json } from './state';

/** False for a value that cannot be kept: with U+0000 or half a surrogate pair in a text or name of a field, or a number beyond all bounds (`1e400`). */
export function isStorable(value: Json): boolean {
  if (typeof value === 'string') return !value.includes('\0') && !/\p{Surrogate}/u.test(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, item]) => isStorable(name) && isStorable(item));
}
