import { isAscii, isUtf8 } from 'node:buffer';

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
