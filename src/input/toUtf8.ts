import { isAscii, isUtf8 } from 'node:buffer';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { refusal } from '../errors';

const chunkBytes = 1_000_000;
/** WHATWG takes US-ASCII for windows-1252, and would take any byte for a character. UTF-8 is the same where a text is ASCII, and refuses what is not. */
const utf8 = /^(utf-?8|unicode-1-1-utf-8|us-ascii|ascii|ansi_x3\.4-1968)$/i;

/**
 * Resolves to the bytes of a text in UTF-8, out of the charset that its Content-Type declares. Those of UTF-8, and of a text that declares nothing,
 * are returned as they are: whether they are UTF-8 is checked where they are parsed. Throws CHARSET_UNKNOWN, CHARSET_WRONG.
 */
export async function toUtf8(bytes: Buffer, contentType: string | undefined): Promise<Buffer> {
  const charset = charsetOf(contentType ?? '');
  if (charset === null || utf8.test(charset) || bytes.length === 0) return bytes;
  const decoder = openDecoder(isBigEndian(charset, bytes) ? 'utf-16be' : charset, charset);
  const parts: Buffer[] = [];
  try {
    for (let at = 0; at < bytes.length; at += chunkBytes) {
      if (at > 0) await nextTurn();
      parts.push(Buffer.from(decoder.decode(bytes.subarray(at, at + chunkBytes), { stream: true })));
    }
    parts.push(Buffer.from(decoder.decode()));
  } catch {
    throw refusal('CHARSET_WRONG', { charset });
  }
  return Buffer.concat(parts);
}

/** The charset that a Content-Type names, for the body as a whole: null for none, and for forms of several parts, where each part has its own. */
function charsetOf(contentType: string): string | null {
  return /^\s*multipart\//i.test(contentType) || formCharset(contentType) !== null ? null : declaredCharset(contentType);
}

/**
 * The charset of the bytes that an HTML form escapes, where its Content-Type names another than UTF-8; null for other types. A form in UTF-16 is so
 * as a whole, and escapes UTF-8.
 */
export function formCharset(contentType: string): string | null {
  const charset = /^\s*application\/x-www-form-urlencoded\b/i.test(contentType) ? declaredCharset(contentType) : null;
  return charset === null || utf8.test(charset) || /^utf-?16/i.test(charset) ? null : charset;
}

function declaredCharset(contentType: string): string | null {
  return /;\s*charset\s*=\s*["']?([^"';,\s]+)/i.exec(contentType)?.[1]?.slice(0, 100) ?? null;
}

/** The text that these bytes are in a charset. Throws CHARSET_UNKNOWN, CHARSET_WRONG. */
export function decodeCharset(bytes: Buffer, charset: string): string {
  const decoder = openDecoder(charset, charset);
  try {
    return decoder.decode(bytes);
  } catch {
    throw refusal('CHARSET_WRONG', { charset });
  }
}

/** UTF-16 without a byte order in its name: the mark says it, or the first character, which is ASCII in any JSON. */
function isBigEndian(charset: string, [first]: Buffer): boolean {
  return /^utf-?16$/i.test(charset) && (first === 0xfe || first === 0);
}

function openDecoder(label: string, charset: string): TextDecoder {
  try {
    return new TextDecoder(label, { fatal: true });
  } catch {
    throw refusal('CHARSET_UNKNOWN', { charset });
  }
}

const byteOrderMark = 0xfeff;

/** The text that these bytes are; null for what is not UTF-8. Several times as fast as a TextDecoder. */
export function decodeUtf8Exactly(bytes: Buffer): string | null {
  if (isAscii(bytes)) return bytes.toString('latin1');
  return isUtf8(bytes) ? bytes.toString() : null;
}

/** The same without a byte order mark. */
export function decodeUtf8(bytes: Buffer): string | null {
  const text = decodeUtf8Exactly(bytes);
  return text?.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
}
