import type { z } from 'zod';
import { definitionShape } from '../definition';
import type { Json } from '../state';
import { faultPath } from './fault';
import type { Written } from './readYaml';

type Fields = { [name: string]: Json };

/** A number that the type of its data may want, or its text: which is known when the request is started. */
const decimal = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Puts the text as it is written in the place of each number and truth value of a YAML document where a text is wanted, by the format or by the type
 * of the data: `default: 08` of a TEXT, `name: 1.10`, `headers: {X-Version: 1e3}`. The document is changed in place.
 */
export function restoreTexts(document: unknown, written: readonly Written[]): void {
  if (written.length === 0) return;
  const wanted = new Set(textsWanted(definitionShape.safeParse(document).error?.issues ?? [], []));
  for (const { path, source } of written) if (wanted.has(faultPath(path))) put(document, path, source);
  const texts = textData(document as Fields);
  for (const { path, source } of written) if (isTextField(path, source, document as Fields, texts)) put(document, path, source);
}

/** Returns where the format wants a text and has something else. */
function textsWanted(issues: readonly z.core.$ZodIssue[], before: PropertyKey[]): string[] {
  return issues.flatMap((issue) => {
    const path = [...before, ...issue.path];
    if (issue.code === 'invalid_union') return issue.errors.flatMap((errors) => textsWanted(errors, path));
    return issue.code === 'invalid_type' && issue.expected === 'string' ? [faultPath(path)] : [];
  });
}

function textData({ data }: Fields): Set<Json> {
  if (!Array.isArray(data)) return new Set();
  return new Set(data.flatMap((one) => (isFields(one) && one['type'] === 'TEXT' ? [one['name'] ?? null] : [])));
}

/** Returns whether the format takes any value here, and a text is wanted all the same. */
function isTextField(path: readonly PropertyKey[], source: string, document: Fields, texts: ReadonlySet<Json>): boolean {
  const [list, at, field, name, index, last] = path;
  const entries = document[String(list)];
  const entry = Array.isArray(entries) ? entries[Number(at)] : undefined;
  if (!isFields(entry)) return false;
  if (list === 'data') return field === 'default' && path.length === 3 && entry['type'] === 'TEXT';
  if (list !== 'activities') return false;
  if (field === 'query') return true;
  if (field === 'set' || field === 'out') return path.length === 4 && texts.has(String(name));
  if (field === 'in') return path.length === 4 && decimal.test(source);
  return field === 'form' && last === 'options' && isFieldOfText(entry, Number(index), texts);
}

function isFieldOfText({ form }: Fields, index: number, texts: ReadonlySet<Json>): boolean {
  const fields = isFields(form) ? form['fields'] : undefined;
  const field = Array.isArray(fields) ? fields[index] : undefined;
  return isFields(field) && texts.has(field['data'] ?? null);
}

function put(document: unknown, path: readonly PropertyKey[], source: string): void {
  const last = path.at(-1);
  let parent = document as Record<PropertyKey, unknown>;
  for (const step of path.slice(0, -1)) parent = parent[step] as Record<PropertyKey, unknown>;
  if (last !== undefined) parent[last] = source;
}

function isFields(value: Json | undefined): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
