import { betweenPasses } from './decodeBody';
import { decodeUtf8 } from './toUtf8';
import { restore, shorten } from './longTexts';
import { quoteLargeNumbers } from './losesDigits';
import { scanJsonInSteps, type JsonBounds } from './scanJson';

/** A JSON text that was read, or why it was not: `excess` says which bound it passes, `fault` why it is not JSON. Neither quotes it. */
export type ReadJson = { value: unknown } | { excess: string } | { fault: string };

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

/** Yields between its steps. */
function* goThrough(bytes: Buffer, source: Buffer | string, bounds?: JsonBounds): Generator<undefined, ReadJson, undefined> {
  const { excess, hasLongNumbers, longTexts } = yield* scanJsonInSteps(bytes, bounds);
  if (excess !== null) return { excess };
  yield;
  const shortened = longTexts.length > 0 ? yield* shorten(bytes, longTexts) : null;
  const text = typeof source === 'string' && !shortened ? source : decodeUtf8(shortened?.bytes ?? bytes);
  // JSON begins with ASCII, so a zero that close to its beginning is half a character of UTF-16 or UTF-32.
  if (text === null || bytes.subarray(0, 4).includes(0)) return { fault: 'it is not UTF-8' };
  yield;
  const exact = hasLongNumbers ? quoteLargeNumbers(text) : text;
  if (hasLongNumbers) yield;
  try {
    const value = JSON.parse(exact) as unknown;
    return { value: shortened ? restore(value, shortened.originals) : value };
  } catch (error) {
    return { fault: withoutQuote((error as Error).message) };
  }
}

/** What the parser says, without the part of the text that it quotes: that may be a password. */
function withoutQuote(message: string): string {
  const [said = ''] = message.split(/, (?:\.\.\.)?"/, 1);
  return said;
}
