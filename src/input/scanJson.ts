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

const longestNumber = limits.jsonNumberDigits.value;
/** Characters of the shortest number whose digits can get lost. */
const shortestLong = 16;
const blank = 0x20;
const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** What a scan found: why the text is refused, null when it is within its bounds; and whether it may have numbers whose digits get lost. */
export interface Scanned {
  excess: string | null;
  hasLongNumbers: boolean;
}

/**
 * Looks at a JSON text (UTF-8) before anything parses it. One flat pass over the bytes that takes the same time whatever their shape, and ends
 * where a bound is passed. Text that is not JSON is left to the parser.
 */
export function scanJson(text: Uint8Array, bounds: JsonBounds = jsonBounds): Scanned {
  const scanned: Scanned = { excess: null, hasLongNumbers: false };
  scanned.excess = findExcess(text, bounds, scanned);
  return scanned;
}

function findExcess(text: Uint8Array, { levels, values, fields }: JsonBounds, scanned: Scanned): string | null {
  const fieldsAt = new Uint32Array(levels + 2);
  let [level, count, bare] = [0, 1, 0];
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case quote:
        bare = 0;
        for (at += 1; at < text.length && text[at] !== quote; at += 1) if (text[at] === backslash) at += 1;
        break;
      case openList:
      case openObject:
        level += 1;
        count += 1;
        if (level > levels) return `nests deeper than ${levels} levels`;
        fieldsAt[level] = 0;
        break;
      case closeList:
      case closeObject:
        // Too many of them are a fault that the parser finds.
        if (level > 0) level -= 1;
        break;
      case comma:
        bare = 0;
        count += 1;
        break;
      case colon:
        fieldsAt[level] = (fieldsAt[level] ?? 0) + 1;
        if ((fieldsAt[level] ?? 0) > fields) return `has an object with more than ${fields} fields`;
        break;
      default:
        // What stands outside of texts and brackets: a number, but for blanks. The parser takes long over one of many digits.
        bare = (text[at] ?? 0) > blank ? bare + 1 : 0;
        if (bare === shortestLong) scanned.hasLongNumbers = true;
        if (bare > longestNumber) return `has more than ${longestNumber} characters in a row outside of texts, as of a number`;
    }
    if (count > values) return `has more than ${values} values`;
  }
  return null;
}
