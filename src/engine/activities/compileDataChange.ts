import { coerceValue } from '../coerceValue';
import type { DataChange } from '../command';
import type { DataType } from '../definition';
import { compileTemplate } from '../expression/compileTemplate';
import type { Scope } from '../expression/scope';
import type { Json } from '../state';

/** Compiles templates by the name of the data that they set: gives the data, or why a value does not fit. A missing value empties. */
export function compileDataChange(
  templates: { [name: string]: Json },
  dataTypes: ReadonlyMap<string, DataType>,
): (scope: Scope) => Promise<{ data: DataChange } | { failure: string }> {
  const compiled = Object.entries(templates).map(([name, template]) => ({ name, compute: compileTemplate(template) }));
  return async (scope) => {
    const data: [string, Json][] = [];
    for (const { name, compute } of compiled) {
      const coerced = coerceValue(dataTypes.get(name) ?? 'JSON', (await compute(scope)) ?? null);
      if ('reason' in coerced) return { failure: `${name}: ${coerced.reason}` };
      data.push([name, coerced.value]);
    }
    return { data: Object.fromEntries(data) };
  };
}
