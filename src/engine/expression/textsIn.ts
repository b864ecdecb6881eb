import type { Json } from '../state';

/** The texts in a value, at any depth; names of fields are not among them. */
export function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
