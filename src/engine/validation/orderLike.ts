import type { Json } from '../state';

/** The value with the fields of its objects in the order of those of `like`; fields that `like` has not come last. */
export function orderLike<Value>(value: Value, like: unknown): Value {
  return order(value as Json, like) as Value;
}

function order(value: Json, like: unknown): Json {
  if (Array.isArray(value)) return value.map((item, at) => order(item, Array.isArray(like) ? like[at] : undefined));
  if (!isObject(value) || !isObject(like)) return value;
  const names = new Set([...Object.keys(like).filter((name) => Object.hasOwn(value, name)), ...Object.keys(value)]);
  return Object.fromEntries([...names].map((name) => [name, order(value[name] as Json, like[name])]));
}

function isObject(value: unknown): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
