import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../engine/state';
import { readJson } from '../input/readJson';
import { jsonBounds } from '../input/scanJson';
import { isSecretName, secretNames, secretWord, redacted } from './isSecretName';
import { redactUrl, redactText, redactParameters } from './redactUrl';

/** Where a name is one of those that are secrets as a whole: as a field of JSON or a parameter, also one that nests (`login[pin]=`). */
const shortName = String.raw`(?<![a-z\d_-])(?:${secretNames})(?:%5D|\])?(?:\\?["']\s{0,20}:|=)`;
/** A name of a secret; a URL with a log-in, its slashes escaped in JSON perhaps; what may be a letter of such a name, in JSON. */
const suspicious = new RegExp(`${secretWord.source}|${shortName}|:(?:\\\\?\\/){2}[^/\\s"]*@|\\\\u00`, 'i');

const label = /^(name|key)$/i;
const isValue = /value$/i;

/** Returns where the text may have its first secret: a name of one (`password`, `token`, `Authorization`, `Cookie`, …) or a URL with a log-in; -1: nowhere. */
export function findSecret(text: string): number {
  return text.search(suspicious);
}

/**
 * The value with everything replaced whose field is named like a secret, at any depth, also in a text that is JSON; what stands beside a `name`
 * or `key` that is one (`{name: "PASSWORD", textValue: …}`); what URLs have in their query under such a name, or as a log-in; and what follows
 * `password=` in a text. What nests deeper than `levels`, texts that are JSON included, is replaced as a whole.
 */
export function redactSecrets(value: Json, levels = jsonBounds.levels): Json {
  if (typeof value === 'string') return findSecret(value) < 0 ? value : redactString(value, levels);
  if (typeof value !== 'object' || value === null) return value;
  if (levels === 0) return redacted;
  if (Array.isArray(value)) return value.map((item) => redactSecrets(item, levels - 1));
  const hasValue = Object.keys(value).some((name) => isValue.test(name));
  const isLabel = (name: string) => hasValue && label.test(name);
  const isPair = Object.entries(value).some(([name, item]) => isLabel(name) && typeof item === 'string' && isSecretName(item));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      // The key of a pair says what its value is.
      const isSecret = (isSecretName(name) && !isLabel(name)) || (isPair && isValue.test(name));
      const isNothing = item === null || item === '';
      return [name, isSecret && !isNothing ? redacted : redactSecrets(item, levels - 1)];
    }),
  );
}

/** A text that is JSON, a URL, or has either secrets in its words. */
function redactString(text: string, levels: number): string {
  if (/^https?:\/\/\S+$/i.test(text)) return redactUrl(text);
  if (!/^\s*[[{]/.test(text)) return redactText(text);
  const read = readJson(text, { ...jsonBounds, levels });
  if ('excess' in read) return redacted;
  return 'value' in read ? JSON.stringify(redactSecrets(read.value as Json, levels)) : redactText(text);
}

/** The most of a query string that is kept, in characters. */
const maxKeptCharacters = 8_192;

/** A query string as it came, but for the values that are named like a secret or hold one (a URL with a log-in, JSON), and what is too long. */
export function redactQuery(query: string): string {
  return redactParameters(query, redacted, (value) => redactSecrets(value) !== value).slice(0, maxKeptCharacters);
}

/** The most of all headers that is kept, in characters of JSON. */
const maxHeaderCharacters = 16_384;

/** The headers as JSON, secrets redacted; `secret` names a further one that holds one. */
export function redactHeaders(headers: IncomingHttpHeaders, secret?: string | null): string {
  const plain = JSON.stringify(headers);
  const json = secret == null && findSecret(plain) < 0 ? plain : JSON.stringify(redact(headers, secret));
  return json.length <= maxHeaderCharacters ? json : JSON.stringify({ '…': 'too large to be kept' });
}

function redact(headers: IncomingHttpHeaders, secret?: string | null): Record<string, string> {
  const safe = redactSecrets(headers as Record<string, string>) as Record<string, string>;
  const hidden = secret?.toLowerCase();
  if (hidden !== undefined && safe[hidden] !== undefined) safe[hidden] = redacted;
  return safe;
}
