import type { Json } from './state';

/**
 * Returns about how many bytes a value has as JSON of the database; what is in it twice counts twice. Stops counting beyond `most`, so that a
 * larger value takes no longer.
 */
export function weigh(value: Json, maxWeight = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'string') return value.length > maxWeight ? value.length : Buffer.byteLength(value) + 3;
  if (typeof value === 'number') return weighNumber(value);
  if (typeof value !== 'object' || value === null) return 5;
  let bytes = 2;
  for (const [name, item] of Object.entries(value)) {
    if (bytes > maxWeight) return bytes;
    bytes += (Array.isArray(value) ? 0 : name.length + 3) + weigh(item, maxWeight - bytes);
  }
  return bytes;
}

/** The database gives all digits of a number: 309 of 1e308. */
function weighNumber(value: number): number {
  const magnitude = value === 0 ? 0 : Math.abs(Math.log10(Math.abs(value)));
  return Math.ceil(magnitude) + (Number.isInteger(value) ? 2 : 18);
}

/** Returns whether a value has more than this many bytes: see `weigh`. Takes no longer for a larger one. */
export function isLargerThan(value: Json, bytes: number): boolean {
  return weigh(value, bytes) > bytes;
}

/** True for a value of more than `levels` lists and objects in each other. It goes no deeper than that. */
export function isTooDeep(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  const items: readonly unknown[] = Array.isArray(value) ? value : Object.values(value);
  return items.some((item) => isTooDeep(item, levels - 1));
}

/** False for a value that cannot be kept: with U+0000 or half a surrogate pair in a text or name of a field, or a number beyond all bounds (`1e400`). */
export function isStorable(value: Json): boolean {
  return typeof value === 'string' ? isStorableText(value) : isAllStorable(value, new Set());
}

const isStorableText = (text: string) => !text.includes('\0') && text.isWellFormed();

/** Looks once at what the value contains several times: each run of a batch has what the batch gives to all. */
function isAllStorable(value: Json, seen: Set<object>): boolean {
  if (typeof value === 'string') return isStorableText(value);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || value === null || seen.has(value)) return true;
  seen.add(value);
  if (Array.isArray(value)) return value.every((item) => isAllStorable(item, seen));
  return Object.keys(value).every((name) => isStorableText(name) && isAllStorable(value[name] ?? null, seen));
}
