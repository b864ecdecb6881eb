import { randomUUID } from 'node:crypto';
import { decodeUtf8Exactly } from './toUtf8';
import type { LongText } from './scanJson';

/** A JSON text in which short texts stand for the long ones. */
export interface Shortened {
  bytes: Buffer;
  /** The long text that each short one stands for. */
  originals: Map<string, string>;
}

/** What has to be escaped in a text of JSON. */
// eslint-disable-next-line no-control-regex
const escapable = /[\\\0-\x1f]/;

/**
 * Reads the long texts of a JSON text, since the parser would copy all of them in one step. Yields after each. Null where one is not a text of
 * JSON in UTF-8: then the parser finds the fault in the whole text.
 */
export function* shorten(bytes: Buffer, longTexts: readonly LongText[]): Generator<undefined, Shortened | null, undefined> {
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
export function restore(value: unknown, originals: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return originals.get(value) ?? value;
  if (typeof value !== 'object' || value === null) return value;
  for (const [key, one] of Object.entries(value)) {
    const restored = restore(one, originals);
    // Not by assignment, which would give an object with the field __proto__ a prototype.
    if (restored !== one) Object.defineProperty(value, key, { value: restored });
  }
  return value;
}
