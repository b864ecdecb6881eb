import type { Json } from '../engine/state';
import { isSecretName, secretWord } from './isSecretName';
import { redacted } from './redacted';
import { redactText } from './redactText';
import { redactUrl } from './redactUrl';

/** A name of a secret; a URL with a log-in, its slashes escaped in JSON perhaps; what may be a letter of such a name, in JSON. */
const suspicious = new RegExp(`${secretWord.source}|:(?:\\\\?\\/){2}[^/\\s"]*@|\\\\u00`, 'i');

/** Where the text may have its first secret: a name of one (`password`, `token`, `Authorization`, `Cookie`, …) or a URL with a log-in; -1: nowhere. */
export function findSecret(text: string): number {
  return text.search(suspicious);
}

/**
 * The value with everything replaced whose field is named like a secret, at any depth, also in a text that is JSON; what stands beside a `name`
 * or `key` that is one (`{name: "PASSWORD", textValue: …}`); what URLs have in their query under such a name, or as a log-in; and what follows
 * `password=` in a text.
 */
export function redactSecrets(value: Json): Json {
  if (typeof value === 'string') return findSecret(value) < 0 ? value : redactString(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(redactSecrets);
  const isPair = Object.entries(value).some(([name, item]) => /^(name|key)$/i.test(name) && typeof item === 'string' && isSecretName(item));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const isSecret = isSecretName(name) || (isPair && /value$/i.test(name));
      const isNothing = item === null || item === '';
      return [name, isSecret && !isNothing ? redacted : redactSecrets(item)];
    }),
  );
}

/** A text that is JSON, a URL, or has either secrets in its words. */
function redactString(text: string): string {
  if (/^https?:\/\//i.test(text) && URL.canParse(text)) return redactUrl(text);
  if (!/^\s*[[{]/.test(text)) return redactText(text);
  try {
    return JSON.stringify(redactSecrets(JSON.parse(text) as Json));
  } catch {
    return redactText(text);
  }
}
