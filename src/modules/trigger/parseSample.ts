import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { readJson } from '../../input/readJson';
import { jsonBounds } from '../../input/scanJson';
import { limits } from '../../limits';
import { isObject } from '../guards';
import { parseQuery } from './parseQuery';
import { formatValuePath, type ValuePath } from '../valuePath';

/** A value of a sample that could become a variable of a hook of kind TRIGGER. */
export interface SampleVariable {
  part: 'QUERY' | 'BODY';
  path: string;
  /** A name that none of the others has. */
  alias: string;
  value: Json;
}

/** What a sample of a call consists of. */
export interface Sample {
  /** A URL, or its query string, with or without `?`. */
  url?: string | null;
  /** A JSON value, or a text that is one. */
  body?: unknown;
}

const maxValues = limits.sampleValues.value;
const largest = limits.sampleCharacters.value;
const maxUrlCharacters = limits.queryCharacters.value;

/** The values in a sample, each with the path that hooks of kind TRIGGER find it by, what holds others before them. Throws INPUT_INVALID beyond the limits of samples. */
export function parseSample({ url, body }: Sample): SampleVariable[] {
  if ((url ?? '').length > maxUrlCharacters)
    throw refusal('INPUT_INVALID', { path: 'url', reason: `must be at most ${maxUrlCharacters} characters long` });
  const taken = new Set(['headers', 'query', 'body']);
  const variables = (part: SampleVariable['part'], sample: Json) =>
    Array.from(walk(sample), ([path, value], n) => {
      if (n >= maxValues) throw refusal('INPUT_INVALID', { path: part.toLowerCase(), reason: `more than ${maxValues} values` });
      return { part, path: formatValuePath(path), alias: toAlias(path, taken), value };
    });
  return [...variables('QUERY', parseQuery(queryOf(url ?? ''))), ...variables('BODY', readBody(body))];
}

/** Returns the part after the `?`. Without one, returns the whole text, or an empty text for a URL. */
function queryOf(text: string): string {
  const [withoutFragment = ''] = text.trim().split('#', 1);
  const at = withoutFragment.indexOf('?');
  if (at >= 0) return withoutFragment.slice(at + 1);
  return /^[a-z][a-z0-9+.-]*:\/\/|^\//i.test(withoutFragment) ? '' : withoutFragment;
}

// Each value is told with all that it holds, so a sample is told many times over: its size is bounded as a text.
function readBody(body: unknown): Json {
  if (body === undefined || body === null) return null;
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const invalid = (reason: string) => refusal('INPUT_INVALID', { path: 'body', reason });
  if (text.length > largest) throw invalid(`must be at most ${largest} characters of JSON`);
  const read = readJson(text, { ...jsonBounds, levels: limits.sampleLevels.value });
  if ('excess' in read) throw invalid(read.excess);
  if ('fault' in read) throw invalid(`not JSON: ${read.fault}`);
  return read.value as Json;
}

function* walk(value: Json, path: ValuePath = []): Generator<[ValuePath, Json]> {
  if (path.length > 0) yield [path, value];
  const inside: Iterable<[string | number, Json]> = Array.isArray(value) ? value.entries() : isObject(value) ? Object.entries(value) : [];
  for (const [step, item] of inside) yield* walk(item, [...path, step]);
}

function toAlias(path: ValuePath, taken: Set<string>): string {
  const joined = path.join('_').replace(/[^\p{L}\p{Nd}_-]+/gu, '_');
  const base =
    Array.from(joined.replace(/^[_-]+|(?<![_-])[_-]+$/g, ''))
      .slice(0, 56)
      .join('') || 'value';
  let alias = base;
  for (let n = 2; taken.has(alias); n += 1) alias = `${base}_${n}`;
  taken.add(alias);
  return alias;
}
