import { isUtf8 } from 'node:buffer';
import type { Json } from '../engine/state';
import { readJson } from '../input/readJson';
import { cutBase64 } from './cutBase64';
import { redacted } from './isSecretName';
import { findSecret, redactSecrets } from './redactSecrets';

/** The most of a body that is kept, in bytes. */
export const mostKept = 65_536;
/** What is larger, base64 aside, is not parsed once more: it is kept up to its first secret. */
const mostParsed = 1_000_000;

/** A body as it may be told. */
export interface RedactedBody {
  /** Null for what is no text. */
  text: string | null;
  /** It is the very text that came. */
  isWhole: boolean;
}

/** The beginning of a body, up to `mostKept` bytes, as it came but for secrets and long base64. What is not JSON is kept up to its first secret. */
export function redactBody(body: Buffer): RedactedBody {
  const cut = body.length < 1_000 ? body : cutBase64(body, mostParsed);
  const head = headOf(cut);
  if (!isUtf8(head) || head.includes(0)) return { text: null, isWhole: false };
  const text = head.toString();
  // Of what is cut off too: `{textValue, name}` tells of itself only at its end.
  const secret = findSecret(cut.length > mostParsed ? text : cut.toString());
  if (secret < 0) return { text, isWhole: head === body };
  const told = cut.length > mostParsed ? null : redactJson(cut);
  if (told === null) return { text: text.slice(0, startOf(text, secret)) + redacted, isWhole: false };
  return told.isChanged ? { text: headOf(Buffer.from(told.json)).toString(), isWhole: false } : { text, isWhole: head === body };
}

/** Where to break off before the secret there: where it is a `name`, its value may stand before it. */
function startOf(text: string, secret: number): number {
  const isName = /"(name|key)"\s*:\s*"[^"]*$/i.test(text.slice(Math.max(0, secret - 100), secret));
  return isName ? text.lastIndexOf('{', secret) + 1 : secret;
}

/** The beginning that is kept, not ending within a character. */
function headOf(text: Buffer): Buffer {
  if (text.length <= mostKept) return text;
  let end = mostKept;
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
