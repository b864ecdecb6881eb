import type { Json } from '../engine/state';
import { isSecretName } from './isSecretName';

const instead = '[redacted]';

/** The value with everything replaced whose field is named like a secret (`password`, `token`, `Authorization`, `Cookie`, …), at any depth. */
export function redactSecrets(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(redactSecrets);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, isSecretName(name) ? instead : redactSecrets(item)]));
}

/** The URL without what its query has under such a name, and without a log-in. */
export function redactUrl(text: string): string {
  const url = new URL(text);
  url.username = '';
  url.password = '';
  for (const name of new Set(url.searchParams.keys())) if (isSecretName(name)) url.searchParams.set(name, instead);
  return url.href;
}
