import { isObject } from '../modules/guards';

/** The input without what makes it, or one of its batch, a repeat of an earlier run. */
export function withoutUids(input: object): object {
  const { uid: _, batch, ...rest } = input as { uid?: unknown; batch?: unknown };
  return Array.isArray(batch) ? { ...rest, batch: batch.map((item: unknown) => (isObject(item) ? withoutUids(item) : item)) } : rest;
}
