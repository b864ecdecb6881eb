import { redacted } from './redacted';
import { redactUrl } from './redactUrl';

const urls = /\bhttps?:\/\/[^\s"'<>]+/gi;
// A scheme of any length would be looked for from each of its letters again.
const logIns = /(\b[a-z][a-z\d+.-]{0,20}:\/\/)[^\s/?#]*@/gi;
const named =
  /((?:pass(?:word|wd|phrase)|pwd|secret|token|api[-_]?key|authorization|signature|jwt|(?<![\w-])(?:sig|sid|otp|pin|session))["']?\s*[:=]\s*)(?:(?:Bearer|Basic)\s+)?[^\s,;&"'}]+/gi;

/** A text that somebody else's software wrote, without log-ins and secrets of URLs in it, and without what follows a name like `password=`. */
export function redactText(text: string): string {
  return text.replace(urls, redactUrl).replace(logIns, '$1').replace(named, `$1${redacted}`);
}
