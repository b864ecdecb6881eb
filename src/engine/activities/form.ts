import { z } from 'zod';
import { limits } from '../../limits';
import { coerceValue } from '../coerceValue';
import type { DataType } from '../definition';
import { LinearRegExp } from '../expression/linearRegExp';
import { reasonOf } from '../expression/inspectExpression';
import { shapes } from '../shapes';
import type { Report } from '../validation/fault';
import type { Parts } from '../validation/partsOf';

const fieldShape = z.strictObject({
  data: shapes.name.describe('The data field that it sets'),
  label: shapes.text.optional().describe('Its label; defaults to the name of the data field'),
  description: shapes.text.optional().describe('A hint for the person filling in the form'),
  required: z.boolean().default(false).describe('Whether a value is required'),
  options: z
    .array(z.union([z.string(), z.number(), z.boolean()]))
    .min(1)
    .max(limits.formFields.value)
    .optional()
    .describe('The only values allowed'),
  pattern: shapes.expression.optional().describe('A regular expression (RE2) that the entire TEXT must match'),
  minimum: z.union([z.number(), z.string()]).optional().describe('The smallest NUMERIC or earliest DATETIME allowed'),
  maximum: z.union([z.number(), z.string()]).optional().describe('The largest NUMERIC or latest DATETIME allowed'),
});

/** The form of a USER activity. */
export const formShape = z.strictObject({
  fields: z.array(fieldShape).max(limits.formFields.value).describe('Its fields, in display order'),
});

type Form = z.output<typeof formShape>;

type Field = Form['fields'][number];

/** Reports fields of unknown or repeated data, and rules that the type of their data cannot follow. */
export function checkForm(form: Form | undefined, at: number, parts: Parts, report: Report): void {
  const types = new Map(parts.data.map(({ value }) => [value.name, value.type]));
  const names = new Set(parts.names.data.map(({ value }) => value));
  const seen = new Set<string>();
  for (const [index, field] of (form?.fields ?? []).entries()) {
    const path = ['activities', at, 'form', 'fields', index];
    if (!names.has(field.data)) report([...path, 'data'], `no data field "${field.data}"`);
    if (seen.has(field.data)) report([...path, 'data'], `"${field.data}" is already a field`);
    seen.add(field.data);
    const type = types.get(field.data);
    if (type) checkField(field, type, path, report);
  }
}

function checkField(field: Field, type: DataType, path: PropertyKey[], report: Report): void {
  if (field.pattern !== undefined && type !== 'TEXT') report([...path, 'pattern'], `is only allowed for TEXT, not ${type}`);
  if (field.pattern !== undefined) checkPattern(field.pattern, path, report);
  for (const limit of ['minimum', 'maximum'] as const) {
    const value = field[limit];
    if (value === undefined) continue;
    if (type !== 'NUMERIC' && type !== 'DATETIME') report([...path, limit], `is only allowed for NUMERIC and DATETIME, not ${type}`);
    else checkValue(type, value, [...path, limit], report);
  }
  for (const [index, option] of (field.options ?? []).entries()) checkValue(type, option, [...path, 'options', index], report);
}

function checkValue(type: DataType, value: string | number | boolean, path: PropertyKey[], report: Report): void {
  const coerced = coerceValue(type, value);
  if ('reason' in coerced) report(path, coerced.reason);
}

function checkPattern(pattern: string, path: PropertyKey[], report: Report): void {
  try {
    new LinearRegExp(new RegExp(pattern));
  } catch (error) {
    report([...path, 'pattern'], reasonOf(error));
  }
}
