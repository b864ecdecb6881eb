import type { Json } from './state';

/** False for a value that cannot be kept: with U+0000 or half a surrogate pair in a text or name of a field, or a number beyond all bounds (`1e400`). */
export function isStorable(value: Json): boolean {
  return typeof value === 'string' ? isStorableText(value) : isAllStorable(value, new Set());
}

const isStorableText = (text: string) => !text.includes('\0') && text.isWellFormed();

/** What is in the value several times (each run of a batch has what the batch gives to all) is looked at once. */
function isAllStorable(value: Json, seen: Set<object>): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null || seen.has(value)) return true;
  seen.add(value);
  if (Array.isArray(value)) return value.every((item) => isAllStorable(item, seen));
  return Object.keys(value).every((name) => isStorableText(name) && isAllStorable(value[name] ?? null, seen));
}
