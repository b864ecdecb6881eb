import type { DataType } from '../../../engine/definition';
import type { ParameterInput, Parameter, ParameterFileValue, FileValueInput } from '../../../generated/graphql';

/** The field that carries a value of each type, in parameters, in data and in filters. */
export const valueFields = {
  TEXT: 'textValue',
  NUMERIC: 'numericValue',
  DATETIME: 'dateTimeValue',
  JSON: 'jsonValue',
  FILE: 'fileValue',
} as const satisfies Record<DataType, keyof ParameterInput>;

/** All types of data. */
const dataTypes = Object.keys(valueFields) as DataType[];

type Values = { readonly [type in DataType as (typeof valueFields)[type]]?: unknown };

/** Returns which of the value fields were sent: those with a value, and those that are null, by their types. */
export function sentValue(values: Values): { values: DataType[]; nulls: DataType[] } {
  const given = dataTypes.filter((type) => values[valueFields[type]] !== undefined);
  const isNull = (type: DataType) => values[valueFields[type]] === null;
  return { values: given.filter((type) => !isNull(type)), nulls: given.filter(isNull) };
}

/** The parameter as it was sent: its name and the one value field that counted; other fields are absent. */
export function toEchoedParameter(parameter: ParameterInput): Parameter {
  const { values, nulls } = sentValue(parameter);
  const type = values[0] ?? nulls[0];
  if (type === 'FILE' && parameter.fileValue) return { name: parameter.name, fileValue: toEchoedFile(parameter.fileValue) };
  return { name: parameter.name, ...(type && { [valueFields[type]]: parameter[valueFields[type]] }) };
}

/** An upload has no form in an answer. */
function toEchoedFile({ upload: _, content, ...rest }: FileValueInput): ParameterFileValue {
  return { ...rest, ...(content !== undefined && { content: content && content.bytes().toString('base64') }) };
}
