import type { Json } from '../state';

/** The steps from a scope's root to a value: names of fields, and places in lists (negative counts from the end). */
type Path = (string | number)[];

const name = String.raw`[\p{L}\p{Nd}_][\p{L}\p{M}\p{Nd}_ -]*`;
const root = String.raw`[\p{L}_][\p{L}\p{M}\p{Nd}_ -]*`;
const subscript = String.raw`\[\s*-?\d{1,9}\s*\]`;
const quotedName = String.raw`\[\s*(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')\s*\]`;
const wholePath = new RegExp(String.raw`\s*${root}(?:\.${name}|(?:${subscript}|${quotedName})\s*)*`, 'uy');
const step = new RegExp(
  String.raw`\[\s*(?:(?<index>-?\d+)|(?<quote>["'])(?<quoted>(?:(?!\k<quote>)[^\\]|\\.)*)\k<quote>)\s*\]|(?<field>${name})`,
  'gu',
);
const quotedNames = new RegExp(quotedName, 'gu');
// A dash beside a space subtracts; within a word it belongs to the name, as in x-request-id.
const operator = /\s-|-\s|\s(and|or|in)\s/;
const constants = new Set(['true', 'false', 'null']);
const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/**
 * Reads a placeholder that is only a path, or paths joined by `||`: `states.Get Row.value`, `data.LIST[0].x-id || data.ID`, and
 * `runtime.body["1.3"]` for a name with other characters. Null when it is anything else, such as a calculation: that is JSONata's.
 */
export function parsePath(source: string): Path[] | null {
  if (constants.has(source.trim())) return null;
  const paths: Path[] = [];
  for (let at = 0; ; at += '||'.length) {
    wholePath.lastIndex = at;
    const [text] = wholePath.exec(source) ?? [];
    if (text === undefined || operator.test(text.replace(quotedNames, '[0]').trim())) return null;
    paths.push([...text.matchAll(step)].map(toStep));
    at += text.length;
    if (at === source.length) return paths;
    if (!source.startsWith('||', at)) return null;
  }
}

function toStep({ groups = {} }: RegExpMatchArray): string | number {
  const { index, quoted, field = '' } = groups;
  if (index !== undefined) return Number(index);
  if (quoted === undefined) return field.trim();
  return quoted.replace(/\\(?:u([\da-f]{4})|(.))/giu, (_, code: string | undefined, character: string) =>
    code === undefined ? (escapes[character] ?? character) : String.fromCharCode(parseInt(code, 16)),
  );
}

const unreachable = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * The value at a path, undefined where there is none. Own fields only. The field of a list is the list of the fields of its items, without those
 * that miss it; undefined where all of them do.
 */
export function readPath(root: { [name: string]: Json }, path: Path): Json | undefined {
  let value: Json | undefined = root;
  for (const step of path) {
    if (value === undefined) return undefined;
    if (typeof step === 'number') value = Array.isArray(value) ? value.at(step) : undefined;
    else value = readField(value, step);
  }
  return value;
}

function readField(value: Json, name: string): Json | undefined {
  if (!Array.isArray(value)) return isObject(value) && Object.hasOwn(value, name) && !unreachable.has(name) ? value[name] : undefined;
  const found = value.map((item) => readField(item, name)).filter((field) => field !== undefined);
  return found.length === 0 && value.length > 0 ? undefined : found;
}

function isObject(value: Json): value is { [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
