import type { Json } from '../engine/state';
import { isSecretName, secretWord } from './isSecretName';

/** A name of a secret; a URL with a log-in; what may be a letter of such a name, in JSON. */
const suspicious = new RegExp(`${secretWord.source}|:\\/\\/[^/\\s"]*@|\\\\u00`, 'i');

/** What stands in the place of what is not told. */
export const redacted = '[redacted]';

/** Where the text may have its first secret: a name of one (`password`, `token`, `Authorization`, `Cookie`, …) or a URL with a log-in; -1: nowhere. */
export function findSecret(text: string): number {
  return text.search(suspicious);
}

/**
 * The value with everything replaced whose field is named like a secret, at any depth, also in a text that is JSON; what stands beside a `name`
 * that is one (`{name: "PASSWORD", textValue: …}`); and what URLs have in their query under such a name, or as a log-in.
 */
export function redactSecrets(value: Json): Json {
  if (typeof value === 'string') return findSecret(value) < 0 ? value : redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(redactSecrets);
  const isPair = typeof value.name === 'string' && isSecretName(value.name);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const isSecret = isSecretName(name) || (isPair && /value$/i.test(name));
      const isNothing = item === null || item === '';
      return [name, isSecret && !isNothing ? redacted : redactSecrets(item)];
    }),
  );
}

/** The URL without what its query has under such a name, and without a log-in; a text that is none as it is. */
export function redactUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  for (const name of new Set(url.searchParams.keys())) if (isSecretName(name)) url.searchParams.set(name, redacted);
  return url.href;
}

function redactText(text: string): string {
  if (/^https?:\/\//i.test(text)) return redactUrl(text);
  if (!/^\s*[[{]/.test(text)) return text;
  try {
    return JSON.stringify(redactSecrets(JSON.parse(text) as Json));
  } catch {
    return text;
  }
}
