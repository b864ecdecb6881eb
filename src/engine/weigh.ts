import type { Json } from './state';

/**
 * Returns about how many bytes a value has as JSON of the database; what is in it twice counts twice. Stops counting beyond `most`, so that a
 * larger value takes no longer.
 */
export function weigh(value: Json, most = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'string') return value.length > most ? value.length : Buffer.byteLength(value) + 3;
  if (typeof value === 'number') return weighNumber(value);
  if (typeof value !== 'object' || value === null) return 5;
  let bytes = 2;
  for (const [name, item] of Object.entries(value)) {
    if (bytes > most) return bytes;
    bytes += (Array.isArray(value) ? 0 : name.length + 3) + weigh(item, most - bytes);
  }
  return bytes;
}

/** The database gives all digits of a number: 309 of 1e308. */
function weighNumber(value: number): number {
  const magnitude = value === 0 ? 0 : Math.abs(Math.log10(Math.abs(value)));
  return Math.ceil(magnitude) + (Number.isInteger(value) ? 2 : 18);
}
