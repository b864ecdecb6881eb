import { isDeepStrictEqual } from 'node:util';
import { coerceValue } from '../coerceValue';
import type { DataChange } from '../command';
import type { DataType } from '../definition';
import { compileTemplate } from '../expression/compileTemplate';
import type { Scope } from '../expression/scope';
import type { Json } from '../state';
import type { Report } from '../validation/fault';
import type { Parts } from '../validation/partsOf';

/**
 * Compiles templates by the name of the data that they set: gives the data, or why a value does not fit. A missing value empties. A FILE
 * takes the file of another one, or one of `files` of the scope.
 */
export function compileDataChange(
  templates: { [name: string]: Json },
  dataTypes: ReadonlyMap<string, DataType>,
): (scope: Scope) => Promise<{ data: DataChange } | { failure: string }> {
  const compiled = Object.entries(templates).map(([name, template]) => ({ name, compute: compileTemplate(template) }));
  return async (scope) => {
    const data: [string, Json][] = [];
    for (const { name, compute } of compiled) {
      const value = (await compute(scope)) ?? null;
      const type = dataTypes.get(name) ?? 'JSON';
      const coerced = type === 'FILE' && isFile(value, scope, dataTypes) ? { value } : coerceValue(type, value);
      if ('reason' in coerced) return { failure: `${name}: ${coerced.reason}` };
      data.push([name, coerced.value]);
    }
    return { data: Object.fromEntries(data) };
  };
}

/** Returns whether one of the request's FILE data has this value, or it was given as a file. What only looks like one is none. */
function isFile(value: Json, { values, files = [] }: Scope, dataTypes: ReadonlyMap<string, DataType>): boolean {
  if (files.some((file) => isDeepStrictEqual(file, value))) return true;
  return Object.entries(values.data ?? {}).some(([name, file]) => dataTypes.get(name) === 'FILE' && isDeepStrictEqual(file, value));
}

/** Reports the fields of an object at `path` that are not data of the process. */
export function checkDataNames(fields: object, path: PropertyKey[], parts: Parts, report: Report): void {
  const data = new Set(parts.names.data.map(({ value }) => value));
  for (const name of Object.keys(fields)) if (!data.has(name)) report([...path, name], `no data field "${name}"`);
}
