import type { Json } from './state';

/** False for a value that cannot be kept: with U+0000 or half a surrogate pair in a text or name of a field, or a number beyond all bounds (`1e400`). */
export function isStorable(value: Json): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isStorable);
  return Object.keys(value).every((name) => isStorable(name) && isStorable(value[name] ?? null));
}
