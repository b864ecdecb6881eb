import { randomUUID } from 'node:crypto';
import { betweenPasses } from './decodeBody';
import { quoteLargeNumbers } from './losesDigits';
import { scanJsonInSteps, type JsonBounds, type LongText } from './scanJson';
import { decodeUtf8, decodeUtf8Exactly } from './toUtf8';

/** A JSON text that was read, or why it was not: `excess` says which bound it passes, `fault` why it is not JSON. Neither quotes it. */
export type ReadJson = { value: unknown } | { excess: string } | { fault: string };

/**
 * Reads JSON, from bytes in UTF-8 or from a text, once a flat scan has found it within its bounds. A number whose digits a number of JavaScript
 * would not keep becomes a text of them.
 */
export function readJson(source: Buffer | string, bounds?: JsonBounds): ReadJson {
  const passes = scanAndParse(toBytes(source), source, bounds);
  for (;;) {
    const { done, value } = passes.next();
    if (done) return value;
  }
}

/** As `readJson`; where the text is large, whatever else waits is answered between its passes. */
export async function readLargeJson(source: Buffer | string): Promise<ReadJson> {
  const bytes = toBytes(source);
  const passes = scanAndParse(bytes, source);
  for (;;) {
    const { done, value } = passes.next();
    if (done) return value;
    await betweenPasses(bytes);
  }
}

const toBytes = (source: Buffer | string): Buffer => (typeof source === 'string' ? Buffer.from(source) : source);

/** A JSON text in which short texts stand for the long ones. */
export interface Shortened {
  bytes: Buffer;
  /** The long text that each short one stands for. */
  originals: Map<string, string>;
}

/** What has to be escaped in a text of JSON. */
// eslint-disable-next-line no-control-regex
const escapable = /[\\\0-\x1f]/;

/** Yields between its steps. */
function* scanAndParse(bytes: Buffer, source: Buffer | string, bounds?: JsonBounds): Generator<undefined, ReadJson, undefined> {
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

/** Returns what the parser says, without the part of the text that it quotes: that may be a password. */
function withoutQuote(message: string): string {
  const [reason = ''] = message.split(/, (?:\.\.\.)?"/, 1);
  return reason;
}

/**
 * Reads the long texts of a JSON text, since the parser would copy all of them in one step. Yields after each. Null where one is not text of
 * JSON in UTF-8: then the parser finds the fault in the whole text.
 */
function* shorten(bytes: Buffer, longTexts: readonly LongText[]): Generator<undefined, Shortened | null, undefined> {
  const originals = new Map<string, string>();
  const unique = randomUUID();
  const pieces: Buffer[] = [];
  let end = 0;
  for (const { from, to } of longTexts) {
    const original = readText(bytes.subarray(from, to));
    if (original === null) return null;
    const short = `${unique} ${originals.size}`;
    originals.set(short, original);
    pieces.push(bytes.subarray(end, from), Buffer.from(short));
    end = to;
    yield;
  }
  return { bytes: Buffer.concat([...pieces, bytes.subarray(end)]), originals };
}

function readText(bytes: Buffer): string | null {
  const text = decodeUtf8Exactly(bytes);
  if (text === null || !escapable.test(text)) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return null;
  }
}

/** The value with its long texts; objects and lists in it are changed. */
function restore(value: unknown, originals: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return originals.get(value) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  for (const [key, one] of Object.entries(value)) {
    const restored = restore(one, originals);
    // Not by assignment, which would give an object with the field __proto__ a prototype.
    if (restored !== one) Object.defineProperty(value, key, { value: restored });
  }
  return value;
}
