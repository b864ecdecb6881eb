import { isSecretName } from './isSecretName';
import { redacted } from './redacted';
import { redactSecrets } from './redactSecrets';

/** The most of a query string that is kept, in characters. */
const mostKept = 8_192;

/** A query string as it came, but for the values that are named like a secret or hold one (a URL with a log-in, JSON), and what is too long. */
export function redactQuery(query: string): string {
  return query.split('&').map(redactPart).join('&').slice(0, mostKept);
}

function redactPart(part: string): string {
  const [name = '', value = ''] = part.split(/=(.*)/s);
  const text = decode(value.replaceAll('+', ' '));
  return isSecretName(decode(name)) || redactSecrets(text) !== text ? `${name}=${redacted}` : part;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
