import { isAscii, isUtf8 } from 'node:buffer';
import { betweenPasses } from './betweenPasses';
import { quoteLargeNumbers } from './quoteLargeNumbers';
import { scanJson, type JsonBounds } from './scanJson';

/** A JSON text that was read, or why it was not: `excess` says which bound it passes, `fault` why it is not JSON. Neither quotes it. */
export type ReadJson = { value: unknown } | { excess: string } | { fault: string };

const byteOrderMark = 0xfeff;

/**
 * Reads JSON, from bytes in UTF-8 or from a text, once a flat scan has found it within its bounds. A number whose digits a number of JavaScript
 * would not keep becomes a text of them.
 */
export function readJson(source: Buffer | string, bounds?: JsonBounds): ReadJson {
  const passes = goThrough(toBytes(source), source, bounds);
  for (;;) {
    const { done, value } = passes.next();
    if (done) return value;
  }
}

/** As `readJson`; where the text is large, whatever else waits is answered between its passes. */
export async function readLargeJson(source: Buffer | string): Promise<ReadJson> {
  const bytes = toBytes(source);
  const passes = goThrough(bytes, source);
  for (;;) {
    const { done, value } = passes.next();
    if (done) return value;
    await betweenPasses(bytes);
  }
}

const toBytes = (source: Buffer | string): Buffer => (typeof source === 'string' ? Buffer.from(source) : source);

/** Yields after each pass over the text. */
function* goThrough(bytes: Buffer, source: Buffer | string, bounds?: JsonBounds): Generator<undefined, ReadJson, undefined> {
  const { excess, hasLongNumbers } = scanJson(bytes, bounds);
  if (excess !== null) return { excess };
  yield;
  const text = typeof source === 'string' ? source : decodeUtf8(source);
  // JSON begins with ASCII, so a zero that close to its beginning is half a character of UTF-16 or UTF-32.
  if (text === null || bytes.subarray(0, 4).includes(0)) return { fault: 'it is not UTF-8' };
  yield;
  const exact = hasLongNumbers ? quoteLargeNumbers(text) : text;
  if (hasLongNumbers) yield;
  try {
    return { value: JSON.parse(exact) as unknown };
  } catch (error) {
    return { fault: withoutQuote((error as Error).message) };
  }
}

/** The text that these bytes are, without a byte order mark; null for what is not UTF-8. Several times as fast as a TextDecoder. */
export function decodeUtf8(bytes: Buffer): string | null {
  if (isAscii(bytes)) return bytes.toString('latin1');
  if (!isUtf8(bytes)) return null;
  const text = bytes.toString();
  return text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text;
}

/** What the parser says, without the part of the text that it quotes: that may be a password. */
function withoutQuote(message: string): string {
  const [said = ''] = message.split(/, (?:\.\.\.)?"/, 1);
  return said;
}
