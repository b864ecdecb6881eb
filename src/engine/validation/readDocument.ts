import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { findRepeatedKey } from '../../input/findRepeatedKey';
import { readJson } from '../../input/readJson';
import { jsonBounds } from '../../input/scanJson';
import { limits } from '../../limits';
import type { Report } from './fault';
import { scanYaml } from './scanYaml';

const levels = limits.definitionLevels.value;
const tokens = limits.definitionTokens.value;
/** How many times over aliases may repeat what they stand for: few lines could become gigabytes. */
const mostAliases = 30;
/** Faults of a text that are told: it may be no definition at all. */
const mostFaults = 20;

/**
 * Reads a definition out of its text, JSON or YAML 1.2 (one document, its own types only, no key twice). Undefined where the
 * text is neither: then each fault is reported with its line. Its depth and tokens are counted before either is parsed.
 */
export function readDocument(text: string, report: Report): unknown {
  if (/^\s*[[{"]/.test(text)) {
    const read = readJson(text, { ...jsonBounds, levels });
    if ('excess' in read) {
      report([], read.excess.replace('nests', 'is nested'));
      return undefined;
    }
    if ('value' in read) return isUnambiguous(text, report) ? read.value : undefined;
  }
  const excess = scanYaml(text, { levels, tokens });
  if (excess === null) return readYaml(text, report);
  report([], excess);
  return undefined;
}

function isUnambiguous(json: string, report: Report): boolean {
  const repeated = findRepeatedKey(json);
  if (!repeated) return true;
  const before = json.slice(0, repeated.offset).split('\n');
  report([`line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`], `has the field ${JSON.stringify(repeated.key)} twice`);
  return false;
}

function readYaml(text: string, report: Report): unknown {
  const lines = new LineCounter();
  // The library compares each key with each other one.
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines, uniqueKeys: false });
  // A tag that YAML does not know is a warning to the library: here it would be a value that nobody meant.
  const faults = [...document.errors, ...document.warnings, ...repeatedKeysOf(document)];
  for (const { pos, message } of faults.slice(0, mostFaults)) {
    const { line, col } = lines.linePos(pos[0]);
    report([`line ${line}, column ${col}`], `is neither JSON nor YAML: ${message}`);
  }
  if (faults.length > 0) return undefined;
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    report([], (error as Error).message);
    return undefined;
  }
}

/** The keys that an object in the document has twice. */
function repeatedKeysOf(document: Document): { pos: [number]; message: string }[] {
  const repeated: { pos: [number]; message: string }[] = [];
  const open: unknown[] = [document.contents];
  while (open.length > 0) {
    const node = open.pop();
    if (isSeq(node)) open.push(...node.items);
    if (!isMap(node)) continue;
    const seen = new Set<string>();
    for (const { key, value } of node.items) {
      open.push(key, value);
      // Numbers and texts become the same names.
      const name = isScalar(key) ? String(key.value) : isAlias(key) ? `*${key.source}` : null;
      if (name !== null && seen.has(name))
        repeated.push({ pos: [(isScalar(key) || isAlias(key) ? key.range?.[0] : 0) ?? 0], message: 'Map keys must be unique' });
      if (name !== null) seen.add(name);
    }
  }
  return repeated;
}
