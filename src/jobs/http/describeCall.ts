import type { Json } from '../../engine/state';
import { redactSecrets } from '../../redaction/redactSecrets';
import { redactUrl } from '../../redaction/redactUrl';
import { redacted } from '../../redaction/isSecretName';
import type { HttpCall, HttpEnd } from './httpCall';

/** Bytes of what the history keeps of either side. */
const maxHistoryBytes = 2048;

/** Returns what the history says of a call that failed for good: what was sent and what came back, without secrets, each as far as it fits. */
export function describeCall(
  { method, url, headers, body }: HttpCall,
  { result }: Pick<HttpEnd, 'result'>,
  attempts: number,
): { [name: string]: Json } {
  const input = { method, url: redactUrl(url), headers: redactSecrets(headers), ...(body !== undefined && { body: redactSecrets(body) }) };
  const { status, headers: received, body: content } = result ?? {};
  const answer = result && { status: status ?? 0, headers: redactSecrets(received ?? {}), body: redactSecrets(content ?? null) };
  return { attempts, input: cap(input), answer: cap(answer) };
}

/** The value itself, or the beginning of its JSON. */
function cap(value: Json): Json {
  const bytes = Buffer.from(JSON.stringify(value));
  return bytes.length <= maxHistoryBytes ? value : `${bytes.subarray(0, maxHistoryBytes).toString()}…`;
}

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
