import type { Json } from '../engine/state';

const secretName = /pass(word|wd|phrase)|secret|token|api[-_]?key|private[-_]?key|credential|signature|authori[sz]ation|cookie/i;
const instead = '[redacted]';

/** The value with everything replaced whose field is named like a secret (`password`, `token`, `Authorization`, `Cookie`, …), at any depth. */
export function redactSecrets(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(redactSecrets);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, secretName.test(name) ? instead : redactSecrets(item)]));
}

/** The URL without what its query has under such a name, and without a log-in. */
export function redactUrl(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  for (const name of new Set(url.searchParams.keys())) if (secretName.test(name)) url.searchParams.set(name, instead);
  return url.href;
}
