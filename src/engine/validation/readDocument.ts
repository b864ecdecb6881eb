import { LineCounter, parseDocument } from 'yaml';
import type { Report } from './fault';

/** How long a text may be, in characters: reading YAML takes about half a second for as much as this. */
const longest = 1_000_000;
/** How many times over aliases may repeat what they stand for: few lines could become gigabytes. */
const mostAliases = 30;

/**
 * Reads a definition out of its text, JSON or YAML 1.2 (one document, its own types only, no key twice). Undefined where the
 * text is neither: then each fault is reported with its line.
 */
export function readDocument(text: string, report: Report): unknown {
  if (text.length > longest) {
    report([], `is a text of more than ${longest} characters`);
    return undefined;
  }
  const fromJson = readJson(text);
  if (fromJson !== undefined) return fromJson;

  const lines = new LineCounter();
  const document = parseDocument(text, { prettyErrors: false, lineCounter: lines });
  // A tag that YAML does not know is a warning to the library: here it would be a value that nobody meant.
  const faults = [...document.errors, ...document.warnings];
  for (const { pos, message } of faults) {
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

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
