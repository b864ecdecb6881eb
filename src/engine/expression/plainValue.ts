import { isStorable } from '../isStorable';
import type { Json } from '../state';

/**
 * What JSONata gave, as plain JSON: undefined (missing) is left out of objects and null in lists, marks on its sequences
 * are gone. Throws when there is a function, a number that is not finite, or text that cannot be stored in it.
 */
export function plainValue(value: unknown): Json | undefined {
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`its value is ${value}, which is no number`);
    return value;
  }
  if (typeof value === 'string') {
    if (!isStorable(value)) throw new Error('its value has characters in it that cannot be stored');
    return value;
  }
  if (typeof value !== 'object' || '_jsonata_lambda' in value || '_jsonata_function' in value) throw new Error('its value is a function');
  if (Array.isArray(value)) return value.map((item) => plainValue(item) ?? null);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      const plain = plainValue(field);
      if (!isStorable(name)) throw new Error('its value has characters in it that cannot be stored');
      return plain === undefined ? [] : [[name, plain]];
    }),
  );
}
