import type { DataType } from '../../engine/definition';
import { dataTypes, valueFields } from './valueFields';

type Values = { readonly [type in DataType as (typeof valueFields)[type]]?: unknown };

/** Which of the value fields were sent: those with a value, and those that are null, by their types. */
export function sentValue(values: Values): { values: DataType[]; nulls: DataType[] } {
  const given = dataTypes.filter((type) => values[valueFields[type]] !== undefined);
  const isNull = (type: DataType) => values[valueFields[type]] === null;
  return { values: given.filter((type) => !isNull(type)), nulls: given.filter(isNull) };
}
