import { redacted } from './redacted';
import { redactParameters } from './redactParameters';

const scheme = /^[a-z][a-z\d+.-]*:[/\\]{2}/i;
const mark = encodeURIComponent(redacted);

/**
 * The URL without what its query or its fragment (where OAuth puts tokens) has under the name of a secret, and without a log-in. It is read
 * as a text, since a URL that somebody made up may take any time to be parsed; text that is not a URL is returned unchanged.
 */
export function redactUrl(text: string): string {
  const start = scheme.exec(text)?.[0] ?? null;
  if (start === null) return text;
  const [beforeFragment, fragment] = splitAt(text.slice(start.length), '#');
  const [place, query] = splitAt(beforeFragment, '?');
  const end = place.search(/[/\\]/);
  const authority = end < 0 ? place : place.slice(0, end);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return start + host + place.slice(authority.length) + toPart('?', query) + toPart('#', fragment);
}

function toPart(sign: string, parameters: string | null): string {
  return parameters === null ? '' : sign + redactParameters(parameters, mark, () => false);
}

/** The text before the first such sign, and what follows it: null where there is none. */
function splitAt(text: string, sign: string): [string, string | null] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}
