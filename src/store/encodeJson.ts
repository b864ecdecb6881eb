import { setImmediate as nextTurn } from 'node:timers/promises';
import { weigh } from '../engine/measureJson';
import type { Json } from '../engine/state';

/** Bytes that are encoded in one step: some milliseconds, even where memory is slow. */
const stepBytes = 512_000;

/** The JSON of a value in UTF-8, as the pieces that it comes to one after the other. */
export class EncodedJson {
  readonly byteLength: number;

  constructor(readonly pieces: readonly Buffer[]) {
    this.byteLength = pieces.reduce((sum, { length }) => sum + length, 0);
  }
}

/** Encodes a value as JSON.stringify would, step by step: whatever else waits is answered in between, however large the value is. */
export async function encodeJson(value: unknown): Promise<EncodedJson> {
  const large: Large = new Map();
  const bytes = measure(value, large);
  if (bytes <= stepBytes) return new EncodedJson([Buffer.from(JSON.stringify(value === undefined ? null : value))]);
  return new EncodedJson(await encodeAll(partsOf(value, large)));
}

/** Encodes a text in UTF-8, in the same way. */
export function encodeText(text: string): Promise<Buffer[]> {
  return encodeAll(cut(text));
}

async function encodeAll(parts: Iterable<string>): Promise<Buffer[]> {
  const pieces: Buffer[] = [];
  let text = '';
  for (const part of parts) {
    text += part;
    if (text.length < stepBytes) continue;
    pieces.push(Buffer.from(text));
    text = '';
    await nextTurn();
  }
  return [...pieces, Buffer.from(text)];
}

/** The lists and objects that are too large for one step, and what they weigh. */
type Large = Map<object, number>;

function measure(value: unknown, large: Large): number {
  if (typeof value !== 'object' || value === null) return weigh((value ?? null) as Json);
  const known = large.get(value);
  if (known !== undefined) return known;
  let bytes = 2;
  for (const [name, item] of Object.entries(value)) bytes += name.length + 3 + measure(item, large);
  if (bytes > stepBytes) large.set(value, bytes);
  return bytes;
}

/** The JSON in texts, none of which takes long to make. */
function* partsOf(value: unknown, large: Large): Generator<string> {
  if (typeof value === 'string') yield* partsOfText(value);
  else if (!large.has(value as object)) yield value === undefined ? 'null' : JSON.stringify(value);
  else if (Array.isArray(value)) yield* partsOfAll(['[', value, ']'], large, partsOf, (items) => JSON.stringify(items));
  else {
    const fields = Object.entries(value as object).filter(([, item]) => item !== undefined);
    yield* partsOfAll(['{', fields, '}'], large, partsOfField, (items) => JSON.stringify(Object.fromEntries(items)));
  }
}

function* partsOfField([name, item]: [string, unknown], large: Large): Generator<string> {
  yield `${JSON.stringify(name)}:`;
  yield* partsOf(item, large);
}

/** Neighbors that are small go together, which is far faster than one by one. */
function* partsOfAll<Item>(
  [open, items, close]: [string, readonly Item[], string],
  large: Large,
  partsOfOne: (item: Item, large: Large) => Generator<string>,
  toJson: (items: Item[]) => string,
): Generator<string> {
  let before = open;
  for (let start = 0; start < items.length;) {
    let end = start;
    for (let bytes = 0; end < items.length; end += 1) {
      bytes += measure(items[end], large);
      if (bytes > stepBytes) break;
    }
    yield before;
    before = ',';
    if (end > start) yield toJson(items.slice(start, end)).slice(1, -1);
    else yield* partsOfOne(items[start] as Item, large);
    start = Math.max(end, start + 1);
  }
  yield close;
}

function* partsOfText(text: string): Generator<string> {
  if (text.length <= stepBytes) {
    yield JSON.stringify(text);
    return;
  }
  yield '"';
  for (const part of cut(text)) yield JSON.stringify(part).slice(1, -1);
  yield '"';
}

/** The text in parts that do not end within a character. */
function* cut(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const isHalf = (text.charCodeAt(start + stepBytes - 1) & 0xfc00) === 0xd800;
    const end = start + stepBytes + (isHalf ? 1 : 0);
    yield text.slice(start, end);
    start = end;
  }
}
