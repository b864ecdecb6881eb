import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { readLargeJson } from '../../input/readJson';
import { decodeCharset, decodeUtf8Exactly, formCharset } from '../../input/toUtf8';
import { limits } from '../../limits';

const maxCharacters = limits.queryCharacters.value;
const maxParameters = limits.queryParameters.value;
const maxLevels = limits.queryLevels.value;

/** `a`, `a[b]`, `a[0].b`, `[a]`: a name whose brackets close. Dots divide outside of brackets only. */
const nested = /^(?:[^.[\]]+|\[[^[\]]*\])(?:\.[^.[\]]+|\[[^[\]]*\])*$/;
const step = /\[([^[\]]*)\]|[^.[\]]+/g;
const index = /^(?:0|[1-9]\d*)$/;

/** The values under one name so far: texts that were given for it, or what its name leads to. */
interface Branch {
  texts: Json[];
  below: Map<string, Branch>;
}

/**
 * The values of a query string, without its `?`: texts, in lists and objects where names nest (`query[0].a=1`, `a[b]=1`, `a[]=1`), in a list where a
 * name comes more than once. Nothing is lost: what a list leaves out is null, a name whose brackets do not close is one as it stands. Throws
 * INPUT_INVALID beyond the limits of query strings, and for a name that has a text and a value below it.
 */
export function parseQuery(text: string): { [name: string]: Json } {
  if (text.length > maxCharacters) throw invalid('query', `must be at most ${maxCharacters} characters long`);
  return parsePairs(Buffer.from(text), 'query');
}

/** The same for the bytes of `a=1&b=2` of any length, such as a form. `source` is what refusals call it. Throws also as `splitPairs`. */
function parsePairs(bytes: Buffer, source: string, charset: string | null = null): { [name: string]: Json } {
  return nestPairs(splitPairs(bytes, source, charset), source);
}

/**
 * Returns the names and values of `a=1&b=2`, in order. Their escaped bytes are text in `charset`, null for UTF-8. Throws INPUT_INVALID for too many
 * of them, CHARSET_UNKNOWN and CHARSET_WRONG.
 */
export function splitPairs(bytes: Buffer, source: string, charset: string | null = null): [string, string][] {
  const pairs: [string, string][] = [];
  let parts = 0;
  for (let from = 0; from < bytes.length;) {
    const next = bytes.indexOf('&', from);
    const end = next < 0 ? bytes.length : next;
    parts += 1;
    if (parts > maxParameters) throw invalid(source, `more than ${maxParameters} parameters`);
    if (end > from) pairs.push(toPair(bytes.subarray(from, end), source, charset));
    from = end + 1;
  }
  return pairs;
}

function toPair(part: Buffer, source: string, charset: string | null): [string, string] {
  const at = part.indexOf('=');
  const name = at < 0 ? part : part.subarray(0, at);
  // A character is at most three bytes of `%`.
  if (name.length > maxCharacters * 9) throw tooLongName(source);
  return [decode(name, charset), at < 0 ? '' : decode(part.subarray(at + 1), charset)];
}

/**
 * Resolves to the fields of an HTML form, nested as those of query strings. A form whose only field is `payload`, and holds an object or a list of
 * JSON, says what that says. Throws as `parsePairs`, and BODY_UNREADABLE for bytes that are not UTF-8 if its type names no other charset.
 */
export async function readForm(body: Buffer, contentType = ''): Promise<Json> {
  const charset = formCharset(contentType);
  if (charset === null && decodeUtf8Exactly(body) === null)
    throw refusal('BODY_UNREADABLE', { format: 'a form', reason: 'it is not UTF-8, and its Content-Type names no other charset' });
  const fields = parsePairs(body, 'body', charset);
  const [name, ...others] = Object.keys(fields);
  const { payload } = fields;
  if (name !== 'payload' || others.length > 0 || typeof payload !== 'string') return fields;
  const read = await readLargeJson(payload);
  return 'value' in read && typeof read.value === 'object' && read.value !== null ? (read.value as Json) : fields;
}

/** Values by the names that they came under, nested as their names say. Throws as `parseQuery`. */
export function nestPairs(pairs: readonly (readonly [string, Json])[], source: string): { [name: string]: Json } {
  const root = newBranch();
  for (const [name, value] of pairs) {
    if (name.length > maxCharacters) throw tooLongName(source);
    branchAt(root, stepsOf(name, source)).texts.push(value);
  }
  let missing = 0;
  const toList = (items: Map<string, Branch>, path: string): Json[] => {
    const length = Math.max(...[...items.keys()].map(Number)) + 1;
    missing += length - items.size;
    if (length > maxParameters || missing > maxParameters)
      throw invalid(source, `${path.slice(0, 100)}: lists can skip at most ${maxParameters} items in total`);
    return Array.from({ length }, (_, n) => {
      const item = items.get(String(n));
      return item ? toValue(item, `${path}[${n}]`) : null;
    });
  };
  const toObject = (items: Map<string, Branch>, path: string): { [name: string]: Json } =>
    Object.fromEntries([...items].map(([name, item]) => [name, toValue(item, path ? `${path}[${name}]` : name)]));
  const toValue = ({ texts, below }: Branch, path: string): Json => {
    const [only, ...more] = texts;
    if (only !== undefined && below.size > 0) throw invalid(source, `${path.slice(0, 100)} has both a value and nested values`);
    if (only !== undefined) return more.length > 0 ? texts : only;
    return [...below.keys()].every((name) => index.test(name)) ? toList(below, path) : toObject(below, path);
  };
  return toObject(root.below, '');
}

const invalid = (path: string, reason: string) => refusal('INPUT_INVALID', { path, reason });
const tooLongName = (source: string) => invalid(source, `a name is longer than ${maxCharacters} characters`);
const newBranch = (): Branch => ({ texts: [], below: new Map() });

function stepsOf(name: string, source: string): string[] {
  if (!nested.test(name)) return [name];
  const steps = Array.from(name.matchAll(step), ([whole, inBrackets]) => inBrackets ?? whole);
  if (steps.length > maxLevels + 1) throw invalid(source, `a name nests deeper than ${maxLevels} levels`);
  return steps;
}

function branchAt(root: Branch, steps: readonly string[]): Branch {
  let branch = root;
  steps.forEach((name, n) => {
    // `a[]` is the next of the list `a`.
    const key = name === '' && n > 0 ? String(branch.below.size) : name;
    const next = branch.below.get(key) ?? newBranch();
    branch.below.set(key, next);
    branch = next;
  });
  return branch;
}

const plus = 0x2b;
const percent = 0x25;
const space = 0x20;
const noDigit = 16;

/** The values of hexadecimal digits, by their bytes. */
const digits = Uint8Array.from({ length: 256 }, (_, byte) => {
  const digit = '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase());
  return digit < 0 ? noDigit : digit;
});

/** The text of a name or value. What is not UTF-8 once its escapes are replaced stays as it is. */
function decode(bytes: Buffer, charset: string | null): string {
  const plain = unescapeBytes(bytes, space);
  if (charset !== null) return decodeCharset(plain, charset);
  const text = decodeUtf8Exactly(plain);
  if (text !== null) return text;
  const spaced = Buffer.from(bytes);
  for (let at = 0; at < spaced.length; at += 1) if (spaced[at] === plus) spaced[at] = space;
  return spaced.toString();
}

/** Replaces each `%` with two hexadecimal digits by the byte that they are, and `+` by `forPlus`, itself if it is not given. In one pass: there can be 30 million. */
export function unescapeBytes(bytes: Buffer, forPlus = plus): Buffer {
  const plain = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    let byte = bytes[at] ?? 0;
    if (byte === plus) byte = forPlus;
    else if (byte === percent) {
      const high = digits[bytes[at + 1] ?? 0] ?? noDigit;
      const low = digits[bytes[at + 2] ?? 0] ?? noDigit;
      if (high < noDigit && low < noDigit) {
        byte = high * 16 + low;
        at += 2;
      }
    }
    plain[length] = byte;
    length += 1;
  }
  return plain.subarray(0, length);
}
