import type { DataType } from '../../engine/definition';
import type { ParameterInput } from '../../generated/graphql';

/** The field that carries a value of each type, in parameters, in data and in filters. */
export const valueFields = {
  TEXT: 'textValue',
  NUMERIC: 'numericValue',
  DATETIME: 'dateTimeValue',
  JSON: 'jsonValue',
  FILE: 'fileValue',
} as const satisfies Record<DataType, keyof ParameterInput>;

/** All types of data. */
export const dataTypes = Object.keys(valueFields) as DataType[];
