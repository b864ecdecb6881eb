import { isSecretName } from './isSecretName';
import { redacted } from './redacted';

/** The URL without what its query or its fragment has under the name of a secret, and without a log-in; what has none, or is no URL, as it is. */
export function redactUrl(text: string): string {
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  const hasLogIn = url.username !== '' || url.password !== '';
  url.username = '';
  url.password = '';
  const isInQuery = redactParameters(url.searchParams);
  // Where OAuth puts tokens.
  const fragment = new URLSearchParams(url.hash.slice(1));
  const isInFragment = redactParameters(fragment);
  if (isInFragment) url.hash = fragment.toString();
  return hasLogIn || isInQuery || isInFragment ? url.href : text;
}

/** Whether there was one. */
function redactParameters(parameters: URLSearchParams): boolean {
  const secrets = [...new Set(parameters.keys())].filter(isSecretName);
  for (const name of secrets) parameters.set(name, redacted);
  return secrets.length > 0;
}
