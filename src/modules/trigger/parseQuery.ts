import { parse } from 'qs';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { limits } from '../../limits';

const longest = limits.queryCharacters.value;
/** Against query strings that cost more than they say. */
const bounds = {
  depth: limits.queryLevels.value,
  strictDepth: true,
  parameterLimit: limits.queryParameters.value,
  arrayLimit: limits.queryParameters.value,
  throwOnLimitExceeded: true,
};
// A name such as `constructor` is one like any other, as in a body; `__proto__` is always left out.
const form = { allowDots: true, allowPrototypes: true };

/**
 * The values of a query string, without its `?`: texts, in lists and objects where names nest (`query[0].a=1`, `a[b]=1`), in a list where
 * a name comes more than once. Throws INPUT_INVALID beyond the limits of query strings.
 */
export function parseQuery(text: string): { [name: string]: Json } {
  if (text.length > longest) throw refusal('INPUT_INVALID', { path: 'query', reason: `longer than ${longest} characters` });
  try {
    return parse(text, { ...bounds, ...form }) as { [name: string]: Json };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw refusal('INPUT_INVALID', { path: 'query', reason: error.message });
  }
}
