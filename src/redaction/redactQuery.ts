import { isSecretName } from './isSecretName';
import { redacted } from './redactSecrets';

/** The most of a query string that is kept, in characters. */
const mostKept = 8_192;

/** A query string as it came, but for the values of what is named like a secret, and what is too long. */
export function redactQuery(query: string): string {
  const told = query
    .split('&')
    .map((part) => (isSecretName(decode(part.split('=', 1)[0] ?? '')) ? `${part.split('=', 1)[0]}=${redacted}` : part));
  return told.join('&').slice(0, mostKept);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
