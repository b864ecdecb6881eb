import { limits } from '../limits';

/** How much a JSON text may hold. */
export interface JsonBounds {
  /** Lists and objects within each other. */
  levels: number;
  /** Values at all depths: texts, numbers, lists, objects, … */
  values: number;
  /** Fields of one object. */
  fields: number;
}

/** The bounds of what callers send and peers answer. */
export const jsonBounds: JsonBounds = {
  levels: limits.jsonLevels.value,
  values: limits.jsonValues.value,
  fields: limits.jsonFields.value,
};

const maxNumberDigits = limits.jsonNumberDigits.value;
/** Characters of the shortest number whose digits can get lost. */
const shortestLong = 16;
const blank = 0x20;
const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** A text among the values, from its first byte after the quote to the one before the quote that ends it. */
export interface LongText {
  from: number;
  to: number;
}

/** What a scan found. */
export interface Scanned {
  /** Why the text is refused; null when it is within its bounds. */
  excess: string | null;
  /** Whether it may have numbers whose digits get lost. */
  hasLongNumbers: boolean;
  /** The values that are texts of more than `longTextBytes` bytes. */
  longTexts: LongText[];
}

/** The longest field name; a value that is a longer text is read by itself. */
const { value: longTextBytes } = limits.jsonFieldNameBytes;
/** Bytes that are scanned per step. */
const stepBytes = 4_000_000;

/** Scans the whole text in one step. */
export function scanJson(text: Uint8Array, bounds: JsonBounds = jsonBounds): Scanned {
  const steps = scanJsonInSteps(text, bounds);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/**
 * Looks at a JSON text (UTF-8) before anything parses it. One flat pass over the bytes that takes the same time whatever their shape, and ends
 * where a bound is passed. Text that is not JSON is left to the parser. Yields after each step.
 */
export function* scanJsonInSteps(
  text: Uint8Array,
  { levels, values, fields }: JsonBounds = jsonBounds,
): Generator<undefined, Scanned, undefined> {
  const scanned: Scanned = { excess: null, hasLongNumbers: false, longTexts: [] };
  const refuse = (excess: string): Scanned => ({ ...scanned, excess });
  const fieldsAt = new Uint32Array(levels + 2);
  let [level, count, bare, pause] = [0, 1, 0, stepBytes];
  let isAfterLong = false;
  for (let at = 0; at < text.length; at += 1) {
    if (at >= pause) {
      yield;
      pause = at + stepBytes;
    }
    switch (text[at]) {
      case quote: {
        bare = 0;
        const from = at + 1;
        for (at = skipText(text, from, pause); at >= pause && at < text.length; at = skipText(text, at, pause)) {
          yield;
          pause = at + stepBytes;
        }
        isAfterLong = at - from > longTextBytes && at < text.length;
        if (isAfterLong) scanned.longTexts.push({ from, to: at });
        break;
      }
      case openList:
      case openObject:
        level += 1;
        count += 1;
        if (level > levels) return refuse(`nests deeper than ${levels} levels`);
        fieldsAt[level] = 0;
        break;
      case closeList:
      case closeObject:
        // Too many of them are a fault that the parser finds.
        if (level > 0) level -= 1;
        break;
      case comma:
        isAfterLong = false;
        bare = 0;
        count += 1;
        break;
      case colon:
        fieldsAt[level] = (fieldsAt[level] ?? 0) + 1;
        if ((fieldsAt[level] ?? 0) > fields) return refuse(`has an object with more than ${fields} fields`);
        if (isAfterLong) return refuse(`has a field name of more than ${longTextBytes} bytes`);
        break;
      default:
        // What stands outside of texts and brackets: a number, but for blanks. The parser takes long over one of many digits.
        bare = (text[at] ?? 0) > blank ? bare + 1 : 0;
        if (bare === shortestLong) scanned.hasLongNumbers = true;
        if (bare > maxNumberDigits) return refuse(`has more than ${maxNumberDigits} characters in a row outside strings, as in a number`);
    }
    if (count > values) return refuse(`has more than ${values} values`);
  }
  return scanned;
}

/** Returns where the text of JSON that goes on at `at` ends; `end` or one more where that comes first. */
function skipText(text: Uint8Array, at: number, end: number): number {
  const last = Math.min(end, text.length);
  let next = at;
  while (next < last && text[next] !== quote) next += text[next] === backslash ? 2 : 1;
  return next;
}
