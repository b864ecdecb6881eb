import type { Json } from '../state';

/** A value as it stands in a text: nothing for a missing value or null, JSON for objects and lists. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
