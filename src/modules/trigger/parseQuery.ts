import { parse } from 'qs';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';

/** Against query strings that cost more than they say. */
const limits = { depth: 20, strictDepth: true, parameterLimit: 1000, arrayLimit: 1000, throwOnLimitExceeded: true };
// A name such as `constructor` is one like any other, as in a body; `__proto__` is always left out.
const form = { allowDots: true, allowPrototypes: true };

/**
 * The values of a query string, without its `?`: texts, in lists and objects where names nest (`query[0].a=1`, `a[b]=1`), in a list where
 * a name comes more than once. Throws INPUT_INVALID for more than 1,000 parameters, places or 20 levels.
 */
export function parseQuery(text: string): { [name: string]: Json } {
  try {
    return parse(text, { ...limits, ...form }) as { [name: string]: Json };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refusal('INPUT_INVALID', { path: 'query', reason: error.message });
  }
}
