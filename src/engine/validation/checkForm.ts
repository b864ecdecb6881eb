import { coerceValue } from '../coerceValue';
import type { Form } from '../activities/formShape';
import type { DataType } from '../definition';
import { LinearRegExp } from '../expression/linearRegExp';
import { reasonOf } from '../expression/reasonOf';
import type { Report } from './fault';
import type { Parts } from './partsOf';

type Field = Form['fields'][number];

/** Reports fields of unknown or repeated data, and rules that the type of their data cannot follow. */
export function checkForm(form: Form | undefined, at: number, parts: Parts, report: Report): void {
  const types = new Map(parts.data.map(({ value }) => [value.name, value.type]));
  const names = new Set(parts.names.data.map(({ value }) => value));
  const seen = new Set<string>();
  for (const [place, field] of (form?.fields ?? []).entries()) {
    const path = ['activities', at, 'form', 'fields', place];
    if (!names.has(field.data)) report([...path, 'data'], `no data "${field.data}"`);
    if (seen.has(field.data)) report([...path, 'data'], `"${field.data}" is a field already`);
    seen.add(field.data);
    const type = types.get(field.data);
    if (type) checkField(field, type, path, report);
  }
}

function checkField(field: Field, type: DataType, path: PropertyKey[], report: Report): void {
  if (field.pattern !== undefined && type !== 'TEXT') report([...path, 'pattern'], `only TEXT has a pattern, not ${type}`);
  if (field.pattern !== undefined) checkPattern(field.pattern, path, report);
  for (const limit of ['minimum', 'maximum'] as const) {
    const value = field[limit];
    if (value === undefined) continue;
    if (type !== 'NUMERIC' && type !== 'DATETIME') report([...path, limit], `only NUMERIC and DATETIME have a ${limit}, not ${type}`);
    else checkValue(type, value, [...path, limit], report);
  }
  for (const [place, option] of (field.options ?? []).entries()) checkValue(type, option, [...path, 'options', place], report);
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
