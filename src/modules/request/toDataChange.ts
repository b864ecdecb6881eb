import { refusal } from '../../errors';
import type { DataChange } from '../../engine/command';
import type { DataType, Definition } from '../../engine/definition';
import type { Json } from '../../engine/state';
import type { ParameterInput } from '../../generated/graphql';

const fieldOf = { TEXT: 'textValue', NUMERIC: 'numericValue', DATETIME: 'dateTimeValue', JSON: 'jsonValue' } as const satisfies Record<
  DataType,
  keyof ParameterInput
>;
const types = Object.keys(fieldOf) as DataType[];

/**
 * The data that these parameters set, each for a data of its name and type in the definition; a parameter whose value is
 * null empties its data. Throws PARAMETER_… (nothing is set then).
 */
export function toDataChange(definition: Definition, parameters: readonly ParameterInput[] | null | undefined): DataChange {
  const change: DataChange = {};
  for (const parameter of parameters ?? []) {
    const { name } = parameter;
    const details = { parameter: name };
    if (Object.hasOwn(change, name)) throw refusal('PARAMETER_TWICE', { parameter: name }, details);
    const data = definition.data.find((one) => one.name === name);
    if (!data) throw refusal('PARAMETER_UNKNOWN', { parameter: name, process: definition.name }, details);
    const sent = sentType(parameter, data.type);
    const declared = parameter.type ?? sent;
    for (const type of [declared, sent]) {
      if (type !== data.type)
        throw refusal('PARAMETER_TYPE', { parameter: name, type: data.type, sent: type }, { ...details, type: data.type, sent: type });
    }
    change[name] = toValue(parameter, data.type);
  }
  return change;
}

/** The type of the one value field that was sent; nulls count only when there is nothing else. */
function sentType(parameter: ParameterInput, wanted: DataType): DataType {
  const given = types.filter((type) => parameter[fieldOf[type]] !== undefined);
  const values = given.filter((type) => parameter[fieldOf[type]] !== null);
  const details = { parameter: parameter.name };
  if (values.length > 1)
    throw refusal('PARAMETER_AMBIGUOUS', { parameter: parameter.name, fields: values.map((type) => fieldOf[type]).join(' and ') }, details);
  // Clients that spell out every field send several nulls: they mean the one that fits.
  const sent = values[0] ?? given.find((type) => type === wanted) ?? given[0];
  if (!sent) throw refusal('PARAMETER_EMPTY', { parameter: parameter.name, field: fieldOf[wanted] }, details);
  return sent;
}

function toValue(parameter: ParameterInput, type: DataType): Json {
  const value = parameter[fieldOf[type]];
  if (value === null || value === undefined) return null;
  return value instanceof Date ? value.toISOString() : (value as Json);
}
