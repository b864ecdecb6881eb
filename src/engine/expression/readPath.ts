import type { Json } from '../state';
import type { Path } from './parsePath';

const unreachable = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The value at a path, undefined where there is none. Own fields only. The field of a list is the list of the fields of its items, without those
 * that miss it; undefined where all of them do.
 */
export function readPath(root: { [name: string]: Json }, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (value === undefined) return undefined;
    if (typeof step === 'number') value = Array.isArray(value) ? value.at(step) : undefined;
    else value = readField(value, step);
  }
  return value;
}

function readField(value: Json, name: string): Json | undefined {
  if (!Array.isArray(value)) return isObject(value) && Object.hasOwn(value, name) && !unreachable.has(name) ? value[name] : undefined;
  const found = value.map((item) => readField(item, name)).filter((field) => field !== undefined);
  return found.length === 0 && value.length > 0 ? undefined : found;
}

function isObject(value: Json): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
