import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { losesDigits } from '../../input/losesDigits';
import { limits } from '../../limits';
import type { Report } from './fault';

/** How many times over aliases may repeat what they stand for: few lines could become gigabytes. */
const maxAliases = 30;
/** Faults of a text that are told: it may be no definition at all. */
const maxFaults = 20;

/** A number or truth value in YAML, and how it is written: `08` is 8, and the text "08" where a text is wanted. */
export interface Written {
  path: PropertyKey[];
  source: string;
}

/** In the place of such a value while the document is made. */
class PlainScalar {
  constructor(
    readonly value: number | boolean,
    readonly source: string,
  ) {}
}

/**
 * Reads a definition out of YAML 1.2 (one document, its own types only, no key twice), with what is written otherwise than its value would be. Null
 * where the text is not YAML: then each fault is reported with its line.
 */
export function readYaml(text: string, report: Report): { value: unknown; written: Written[] } | null {
  const lines = new LineCounter();
  // The library compares each key with each other one.
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines, uniqueKeys: false });
  // A tag that YAML does not know is a warning to the library: here it would be a value that nobody meant.
  const faults = [...document.errors, ...document.warnings, ...keepSources(document)];
  for (const { pos, message } of faults.slice(0, maxFaults)) {
    const { line, col } = lines.linePos(pos[0]);
    report([`line ${line}, column ${col}`], `is neither JSON nor YAML: ${message}`);
  }
  if (faults.length > 0) return null;
  try {
    const settled: Settled = { values: 0, written: [] };
    return { value: settle(document.toJS({ maxAliasCount: maxAliases }), [], settled), written: settled.written };
  } catch (error) {
    report([], (error as Error).message);
    return null;
  }
}

/** Keeps how plain scalars are written: keys are texts, values become `PlainScalar`s. Returns the keys that an object in the document has twice. */
function keepSources(document: Document): { pos: [number]; message: string }[] {
  const repeated: { pos: [number]; message: string }[] = [];
  const open: unknown[] = [document.contents];
  while (open.length > 0) {
    const node = open.pop();
    if (isScalar(node) && node.source !== undefined && (typeof node.value === 'number' || typeof node.value === 'boolean'))
      node.value = new PlainScalar(node.value, node.source);
    if (isSeq(node)) open.push(...node.items);
    if (!isMap(node)) continue;
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      open.push(value);
      if (isScalar(key)) key.value = key.value instanceof PlainScalar ? key.value.source : (key.source ?? String(key.value));
      else open.push(key);
      const name = isScalar(key) ? String(key.value) : isAlias(key) ? `*${key.source}` : null;
      if (name !== null && seen.has(name))
        repeated.push({ pos: [(isScalar(key) || isAlias(key) ? key.range?.[0] : 0) ?? 0], message: 'Map keys must be unique' });
      if (name !== null) seen.add(name);
    }
  }
  return repeated;
}

interface Settled {
  /** How many values there are so far, those that aliases repeat included. */
  values: number;
  written: Written[];
}

/**
 * The document with the values of its scalars; adds how they are written. A number that is none to JSON, or would lose digits, is a text. Throws an
 * Error where it nests too deeply, as a cycle of aliases does, or is too large.
 */
function settle(value: unknown, path: PropertyKey[], settled: Settled): unknown {
  const { definitionLevels, jsonValues } = limits;
  settled.values += 1;
  if (path.length > definitionLevels.value) throw new Error(`is nested deeper than ${definitionLevels.value} levels`);
  if (settled.values > jsonValues.value) throw new Error(`has more than ${jsonValues.value} values`);
  if (value instanceof PlainScalar) {
    if (typeof value.value === 'number' && (!Number.isFinite(value.value) || losesDigits(value.source))) return value.source;
    settled.written.push({ path, source: value.source });
    return value.value;
  }
  if (Array.isArray(value)) return value.map((item, at) => settle(item, [...path, at], settled));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, settle(field, [...path, name], settled)]));
}
