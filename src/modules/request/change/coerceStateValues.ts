import { isDeepStrictEqual } from 'node:util';
import { coerceValue } from '../../../engine/coerceValue';
import type { DataChange } from '../../../engine/command';
import type { Definition } from '../../../engine/definition';
import type { Json } from '../../../engine/state';
import { refusal } from '../../../errors';
import { isObject } from '../../guards';

/**
 * The data that these untyped values set, each fitted to the type of its data; nothing given sets nothing. `argument` is what the
 * caller calls them; a FILE takes one of `files`, nothing else. Throws INPUT_INVALID, PARAMETER_UNKNOWN, PARAMETER_TWICE.
 */
export function coerceStateValues(definition: Definition, argument: string, values: unknown, files: readonly Json[] = []): DataChange {
  if (values === undefined || values === null) return {};
  if (!isObject(values)) throw refusal('INPUT_INVALID', { path: argument, reason: 'must be an object with values, keyed by data field' });
  const change: DataChange = {};
  for (const [sent, value] of Object.entries(values)) {
    const name = sent.normalize('NFC');
    if (Object.hasOwn(change, name)) throw refusal('PARAMETER_TWICE', { parameter: name }, { parameter: name });
    const data = definition.data.find((one) => one.name === name);
    if (!data) throw refusal('PARAMETER_UNKNOWN', { parameter: name, process: definition.name }, { parameter: name });
    const isFile = data.type === 'FILE' && files.some((file) => isDeepStrictEqual(file, value));
    const coerced = isFile ? { value: value as Json } : coerceValue(data.type, value as Json);
    if ('reason' in coerced) throw refusal('INPUT_INVALID', { path: `${argument}.${name}`, reason: coerced.reason }, { parameter: name });
    change[name] = coerced.value;
  }
  return change;
}
