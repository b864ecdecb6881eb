import { isDeepStrictEqual } from 'node:util';
import { coerceValue } from '../../../engine/coerceValue';
import type { DataChange } from '../../../engine/command';
import type { DataType, Definition } from '../../../engine/definition';
import type { Json } from '../../../engine/state';
import { Refusal, refusal } from '../../../errors';
import type { ParameterInput } from '../../../generated/graphql';
import type { ReceivedFiles } from '../../file/receiveFiles';
import { isObject } from '../../guards';
import { valueFields, sentValue } from './valueFields';

type Parameters = readonly ParameterInput[] | null | undefined;

/**
 * The data that these parameters set, each for a data of its name and type in the definition; a parameter whose value is
 * null empties its data. Throws PARAMETER_… (nothing is set then).
 */
export function toDataChange(definition: Definition, parameters: Parameters, files: ReceivedFiles): DataChange {
  const { change, faults } = readParameters(definition, parameters, files);
  if (faults[0]) throw faults[0].fault;
  return change;
}

/** The data that the parameters set which can be taken, and why the others cannot: one PARAMETER_… for each. */
export function readParameters(
  definition: Definition,
  parameters: Parameters,
  files: ReceivedFiles,
): { change: DataChange; faults: { name: string; fault: Refusal }[] } {
  const change: DataChange = {};
  const faults: { name: string; fault: Refusal }[] = [];
  for (const parameter of parameters ?? []) {
    const { name } = parameter;
    try {
      if (Object.hasOwn(change, name)) throw refusal('PARAMETER_TWICE', { parameter: name }, { parameter: name });
      change[name] = toParameterValue(definition, parameter, files);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      faults.push({ name, fault: error });
    }
  }
  return { change, faults };
}

function toParameterValue(definition: Definition, parameter: ParameterInput, files: ReceivedFiles): Json {
  const { name } = parameter;
  const details = { parameter: name };
  const data = definition.data.find((one) => one.name === name);
  if (!data) throw refusal('PARAMETER_UNKNOWN', { parameter: name, process: definition.name }, details);
  const sent = sentType(parameter, data.type);
  const declared = parameter.type ?? sent;
  for (const type of [declared, sent]) {
    if (type !== data.type)
      throw refusal('PARAMETER_TYPE', { parameter: name, type: data.type, sent: type }, { ...details, type: data.type, sent: type });
  }
  return data.type === 'FILE' ? (files.get(parameter)?.descriptor ?? null) : toValue(parameter[valueFields[data.type]]);
}

/** The type of the one value field that was sent; nulls count only when there is nothing else. */
function sentType(parameter: ParameterInput, wanted: DataType): DataType {
  const { values, nulls } = sentValue(parameter);
  const details = { parameter: parameter.name };
  if (values.length > 1) {
    const fields = values.map((type) => valueFields[type]).join(' and ');
    throw refusal('PARAMETER_AMBIGUOUS', { parameter: parameter.name, fields }, details);
  }
  // Clients that spell out every field send several nulls: they mean the one that fits.
  const sent = values[0] ?? nulls.find((type) => type === wanted) ?? nulls[0];
  if (!sent) throw refusal('PARAMETER_EMPTY', { parameter: parameter.name, field: valueFields[wanted] }, details);
  return sent;
}

function toValue(value: unknown): Json {
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value.toISOString() : (value as Json);
}

/** `isTest` of an input, which older callers name `inTest`; null when neither is given. Throws REFERENCES_DISAGREE. */
export function testFlag({ isTest, inTest }: { isTest?: boolean | null; inTest?: boolean | null }): boolean | null {
  if (isTest != null && inTest != null && isTest !== inTest) throw refusal('REFERENCES_DISAGREE', { first: 'isTest', second: 'inTest' });
  return isTest ?? inTest ?? null;
}

/** A name of 64 characters, each of two units. */
const maxUserNameUnits = 128;

/** The texts that an input's parameters set and that could be user names. */
export function textsOf({ parameters }: { parameters?: readonly ParameterInput[] | null }): { texts?: Record<string, string> } {
  return textsAmong((parameters ?? []).map(({ name, textValue }) => [name, textValue]));
}

/**
 * The texts among these values that could be user names, by the name of the data that they set: the users that they name are loaded where the
 * process assigns actions by them.
 */
export function textsAmong(values: readonly (readonly [name: string, value: unknown])[]): { texts?: Record<string, string> } {
  const texts = values.filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= maxUserNameUnits);
  return texts.length > 0 ? { texts: Object.fromEntries(texts.map(([name, text]) => [name.normalize('NFC'), text])) } : {};
}

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
