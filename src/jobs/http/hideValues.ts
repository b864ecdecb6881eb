import type { Json } from '../../engine/state';
import { redacted } from '../../redaction/redacted';

/** What is shorter may well be in an answer by chance. In characters. */
const shortest = 8;

/**
 * The value without these secrets and the words that they consist of (`Bearer …`), wherever a text or a name has one of 8 characters or more:
 * peers like to name the key that they refuse.
 */
export function hideValues(value: Json, secrets: readonly string[]): Json {
  // The longest first: one may be the beginning of another.
  const hidden = secrets
    .flatMap((secret) => [secret, ...secret.split(' ')])
    .filter(({ length }) => length >= shortest)
    .sort((a, b) => b.length - a.length);
  return hidden.length > 0 ? hide(value, hidden) : value;
}

function hide(value: Json, hidden: readonly string[]): Json {
  if (typeof value === 'string') return hidden.reduce((text, secret) => text.replaceAll(secret, redacted), value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => hide(item, hidden));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [hide(name, hidden) as string, hide(item, hidden)]));
}
