import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import type { Json } from '../engine/state';
import { readJson } from '../input/readJson';
import { redacted } from './isSecretName';
import { findSecret, redactSecrets } from './redactSecrets';

/** The most of a body that is kept, in bytes. */
export const maxKeptBytes = 65_536;
/** What is larger, base64 aside, is not parsed once more: it is kept up to its first secret. */
const maxParsedBytes = 1_000_000;

/** A body as it may be told. */
export interface RedactedBody {
  /** Null for what is not text. */
  text: string | null;
  /** It is the very text that came. */
  isWhole: boolean;
}

const quote = 0x22;
/** From so many characters on a text of base64 is taken for the content of a file. */
const long = 1_000;
// PHP and others escape the slash.
const base64 = /^[A-Za-z0-9+/=_\\-]*$/;
const dataUrl = /^data:[^",]{0,100},/;
/** Characters that are decoded at a time. */
const chunk = 65_536;

/** Returns the beginning of a body, at most `maxKeptBytes`, without its secrets and long base64. A body that is not JSON is kept up to its first secret. */
export function redactBody(body: Buffer): RedactedBody {
  const cut = body.length < 1_000 ? body : cutBase64(body, maxParsedBytes);
  const head = headOf(cut);
  if (!isUtf8(head) || head.includes(0)) return { text: null, isWhole: false };
  const text = head.toString();
  // Of what is cut off too: `{textValue, name}` tells of itself only at its end.
  const secret = findSecret(cut.length > maxParsedBytes ? text : cut.toString());
  if (secret < 0) return { text, isWhole: head === body };
  const safe = cut.length > maxParsedBytes ? null : redactJson(cut);
  if (safe === null) return { text: text.slice(0, startOf(text, secret)) + redacted, isWhole: false };
  return safe.isChanged ? { text: headOf(Buffer.from(safe.json)).toString(), isWhole: false } : { text, isWhole: head === body };
}

/** Returns where to break off before the secret there: where it is a `name`, its value may stand before it. */
function startOf(text: string, secret: number): number {
  const isName = /"(name|key)"\s*:\s*"[^"]*$/i.test(text.slice(Math.max(0, secret - 100), secret));
  return isName ? text.lastIndexOf('{', secret) + 1 : secret;
}

/** The beginning that is kept, not ending within a character. */
function headOf(text: Buffer): Buffer {
  if (text.length <= maxKeptBytes) return text;
  let end = maxKeptBytes;
  while (((text[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return text.subarray(0, end);
}

/** Null for what is not JSON, or passes its bounds. */
function redactJson(text: Buffer): { json: string; isChanged: boolean } | null {
  const read = readJson(text);
  if (!('value' in read)) return null;
  const json = JSON.stringify(redactSecrets(read.value as Json));
  return { json, isChanged: json !== JSON.stringify(read.value) };
}

/**
 * The JSON with size and SHA-256 in the place of long base64, such as the content of files: what is cut out is skipped, not parsed. It ends
 * where it is longer than `most` bytes.
 */
function cutBase64(body: Buffer, maxBytes: number): Buffer {
  const pieces: Buffer[] = [];
  let [from, length] = [0, 0];
  for (let open = body.indexOf(quote); open >= 0 && length + open - from < maxBytes;) {
    const close = body.indexOf(quote, open + 1);
    if (close < 0) break;
    const start = close - open > long ? startOfBase64(body, open + 1) : null;
    if (start !== null) {
      const piece = Buffer.concat([body.subarray(from, open + 1), Buffer.from(describe(body.subarray(start, close)))]);
      pieces.push(piece);
      length += piece.length;
      from = close;
    }
    open = close;
  }
  return pieces.length > 0 ? Buffer.concat([...pieces, body.subarray(from)]) : body;
}

/** Returns where the base64 begins that stands there, behind the head of a data URL; null for something else. */
function startOfBase64(body: Buffer, at: number): number | null {
  const start = at + (dataUrl.exec(body.toString('latin1', at, at + 110))?.[0].length ?? 0);
  return base64.test(body.toString('latin1', start, start + long - 110)) ? start : null;
}

function describe(content: Buffer): string {
  const hash = createHash('sha256');
  let [size, rest] = [0, ''];
  for (let at = 0; at < content.length; at += chunk) {
    const text = rest + content.toString('latin1', at, at + chunk).replaceAll('\\', '');
    // Four characters are three bytes.
    const whole = at + chunk < content.length ? text.length - (text.length % 4) : text.length;
    const bytes = Buffer.from(text.slice(0, whole), 'base64');
    hash.update(bytes);
    size += bytes.length;
    rest = text.slice(whole);
  }
  return `[base64 of ${size} bytes, SHA-256 ${hash.digest('hex')}]`;
}
