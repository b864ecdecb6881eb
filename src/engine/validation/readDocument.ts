import { findRepeatedKey } from '../../input/findRepeatedKey';
import { readJson } from '../../input/readJson';
import { jsonBounds } from '../../input/scanJson';
import { limits } from '../../limits';
import type { Report } from './fault';
import { readYaml } from './readYaml';
import { restoreTexts } from './restoreTexts';
import { scanYaml } from './scanYaml';

const levels = limits.definitionLevels.value;
const tokens = limits.definitionTokens.value;

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
  if (excess !== null) {
    report([], excess);
    return undefined;
  }
  const read = readYaml(text, report);
  if (read) restoreTexts(read.value, read.written);
  return read?.value;
}

function isUnambiguous(json: string, report: Report): boolean {
  const repeated = findRepeatedKey(json);
  if (!repeated) return true;
  const before = json.slice(0, repeated.offset).split('\n');
  report([`line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`], `has the field ${JSON.stringify(repeated.key)} twice`);
  return false;
}
