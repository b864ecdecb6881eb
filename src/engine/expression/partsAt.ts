import type { Json } from '../state';
import type { Prefix } from './readsOf';
import type { Scope } from './scope';

type Fields = { [name: string]: Json };

/** Of these values only what lies at one of the prefixes (none below another), each where it was. What is below a list or a text comes with all of it. */
export function partsAt(values: Scope['values'], prefixes: readonly Prefix[]): Scope['values'] {
  const parts: Fields = {};
  for (const prefix of prefixes) copy(values, parts, prefix);
  return parts;
}

function copy(from: Fields, to: Fields, [name = '', ...rest]: Prefix): void {
  if (!Object.hasOwn(from, name) || name === '__proto__') return;
  const value = from[name] as Json;
  if (Object.hasOwn(to, name) && to[name] === value) return;
  if (rest.length === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) {
    to[name] = value;
    return;
  }
  const part = Object.hasOwn(to, name) ? (to[name] as Fields) : {};
  to[name] = part;
  copy(value, part, rest);
}
