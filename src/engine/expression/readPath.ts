import type { Json } from '../state';
import type { Path } from './parsePath';

const unreachable = new Set(['__proto__', 'constructor', 'prototype']);

/** The value at a path, undefined where there is none. Own fields only; a field of a list is missing, not mapped over. */
export function readPath(root: { [name: string]: Json }, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (typeof step === 'number') value = Array.isArray(value) ? value.at(step) : undefined;
    else value = isObject(value) && Object.hasOwn(value, step) && !unreachable.has(step) ? value[step] : undefined;
  }
  return value;
}

function isObject(value: Json | undefined): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
