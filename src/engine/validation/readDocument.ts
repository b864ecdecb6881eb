import { CST, Lexer } from 'yaml';
import { readJson } from '../../input/readJson';
import { jsonBounds } from '../../input/scanJson';
import { limits } from '../../limits';
import type { Report } from './fault';
import { readYaml } from './readYaml';
import { restoreTexts } from './restoreTexts';

const levels = limits.definitionLevels.value;
const tokens = limits.definitionTokens.value;

/** How much a YAML text may hold. */
interface YamlBounds {
  levels: number;
  tokens: number;
}

type TokenType = ReturnType<typeof CST.tokenType>;
const opening: ReadonlySet<TokenType> = new Set(['flow-seq-start', 'flow-map-start']);
const closing: ReadonlySet<TokenType> = new Set(['flow-seq-end', 'flow-map-end']);
/** What an item of a list or an object in block style begins with. */
const indicators: ReadonlySet<TokenType> = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);
const properties: ReadonlySet<TokenType> = new Set(['tag', 'anchor']);
/** Marks that the lexer adds between tokens: no characters of the text. */
const marks: ReadonlySet<string> = new Set(['\x02', '\x18', '\x1f', '\ufeff']);

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

const [quote, backslash, openObject, closeObject, openList, closeList] = ['"', '\\', '{', '}', '[', ']'];

function isUnambiguous(json: string, report: Report): boolean {
  const repeated = findRepeatedKey(json);
  if (!repeated) return true;
  const before = json.slice(0, repeated.offset).split('\n');
  report([`line ${before.length}, column ${(before.at(-1) ?? '').length + 1}`], `has the field ${JSON.stringify(repeated.key)} twice`);
  return false;
}

/**
 * Returns why a YAML text is refused before it is parsed; null when it is within its bounds. One pass over its tokens, which ends where a bound is
 * passed: open brackets count as levels, and so does each column at which a list or an object in block style is open.
 */
function scanYaml(text: string, { levels, tokens }: YamlBounds): string | null {
  const tooDeep = `is nested deeper than ${levels} levels`;
  const columns: number[] = [];
  let [column, lineStart, flow, count, run] = [0, 0, 0, 0, 0];
  for (const token of new Lexer().lex(text)) {
    count += 1;
    if (count > tokens) return `has more than ${tokens} YAML tokens: send it as JSON`;
    const type = CST.tokenType(token);
    const isIndicator = indicators.has(type);
    if (type === 'newline') [column, lineStart] = [0, 0];
    if (opening.has(type)) flow += 1;
    else if (closing.has(type)) flow = Math.max(0, flow - 1);
    else if (type === 'flow-error-end' || type === 'doc-mode') flow = 0;
    else if (isIndicator && flow === 0) {
      // A key is where its line begins, behind the indicators there.
      const at = type === 'map-value-ind' ? lineStart : column;
      while ((columns.at(-1) ?? -1) > at) columns.pop();
      if (columns.at(-1) !== at) columns.push(at);
    }
    if (columns.length + flow > levels) return tooDeep;
    // The lexer goes into itself for each of these that follows another one.
    if (isIndicator || properties.has(type)) run += 1;
    else if (type !== 'space') run = 0;
    if (run > levels) return tooDeep;
    if (marks.has(token) || type === 'newline') continue;
    column += token.length;
    if (type === 'space' || isIndicator) lineStart = column;
  }
  return null;
}

/** The first field that an object in a JSON text has twice, with its offset; null for none. The text is JSON that parses: one flat pass, as `scanJson`. */
export function findRepeatedKey(json: string): { key: string; offset: number } | null {
  /** The fields of the objects that are open, null for a list. */
  const open: (Set<string> | null)[] = [];
  let isKey = false;
  for (let at = 0; at < json.length; at += 1) {
    const sign = json[at];
    if (sign === quote) {
      const start = at;
      for (at += 1; json[at] !== quote; at += 1) if (json[at] === backslash) at += 1;
      if (!isKey) continue;
      const key = JSON.parse(json.slice(start, at + 1)) as string;
      const fields = open.at(-1);
      if (fields?.has(key)) return { key, offset: start };
      fields?.add(key);
      isKey = false;
    } else if (sign === openObject || sign === openList) {
      open.push(sign === openObject ? new Set() : null);
      isKey = sign === openObject;
    } else if (sign === closeObject || sign === closeList) open.pop();
    else if (sign === ',') isKey = open.at(-1) != null;
  }
  return null;
}
