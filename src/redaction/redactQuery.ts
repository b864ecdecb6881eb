import { redacted } from './redacted';
import { redactParameters } from './redactParameters';
import { redactSecrets } from './redactSecrets';

/** The most of a query string that is kept, in characters. */
const mostKept = 8_192;

/** A query string as it came, but for the values that are named like a secret or hold one (a URL with a log-in, JSON), and what is too long. */
export function redactQuery(query: string): string {
  return redactParameters(query, redacted, (value) => redactSecrets(value) !== value).slice(0, mostKept);
}
