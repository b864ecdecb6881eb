import { isSecretName, redacted } from './isSecretName';

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
  const [address, query] = splitAt(beforeFragment, '?');
  const end = address.search(/[/\\]/);
  const authority = end < 0 ? address : address.slice(0, end);
  const host = authority.slice(authority.lastIndexOf('@') + 1);
  return start + host + address.slice(authority.length) + toPart('?', query) + toPart('#', fragment);
}

function toPart(sign: string, parameters: string | null): string {
  return parameters === null ? '' : sign + redactParameters(parameters, mark, () => false);
}

/** The text before the first such sign, and what follows it: null where there is none. */
function splitAt(text: string, sign: string): [string, string | null] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, null] : [text.slice(0, at), text.slice(at + 1)];
}

/** Parameters (`a=1&b=2`) as they came, but for `mark` in the place of the values that have the name of a secret, or that are one in the eyes of `isSecret`. */
export function redactParameters(text: string, mark: string, isSecret: (value: string) => boolean): string {
  return text
    .split('&')
    .map((part) => {
      const at = part.indexOf('=');
      if (at < 0) return part;
      const name = part.slice(0, at);
      return isSecretName(decode(name)) || isSecret(decode(part.slice(at + 1))) ? `${name}=${mark}` : part;
    })
    .join('&');
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const urls = /\bhttps?:\/\/[^\s"'<>]+/gi;
// A scheme of any length would be looked for from each of its letters again.
const logIns = /(\b[a-z][a-z\d+.-]{0,20}:\/\/)[^\s/?#]*@/gi;
const named =
  /((?:pass(?:word|wd|phrase)|pwd|secret|token|api[-_]?key|authorization|signature|jwt|(?<![\w-])(?:sig|sid|otp|pin|session))["']?\s*[:=]\s*)(?:(?:Bearer|Basic)\s+)?[^\s,;&"'}]+/gi;

/** A text that somebody else's software wrote, without log-ins and secrets of URLs in it, and without what follows a name like `password=`. */
export function redactText(text: string): string {
  return text.replace(urls, redactUrl).replace(logIns, '$1').replace(named, `$1${redacted}`);
}
