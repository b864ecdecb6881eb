import { coerceValue } from '../../engine/coerceValue';
import type { ActivityOf } from '../../engine/definition';
import { LinearRegExp } from '../../engine/expression/linearRegExp';
import type { Json } from '../../engine/state';

type Form = NonNullable<ActivityOf<'USER'>['form']>;
type Field = Form['fields'][number];

/** What is wrong with one field: the name of its data, and a message that reads on from it. */
export interface FieldFault {
  name: string;
  message: string;
}

/** Everything that is wrong with this data by the rules of the form, at most one fault a field, in the form's order. */
export function checkForm(form: Form, data: Readonly<Record<string, Json>>): FieldFault[] {
  return form.fields.flatMap((field) => {
    const message = checkField(field, data[field.data] ?? null);
    return message ? [{ name: field.data, message }] : [];
  });
}

function checkField(field: Field, value: Json): string | null {
  if (value === null || value === '') return field.required ? 'is required' : null;
  if (field.options && !field.options.some((option) => String(option) === toText(value))) return `is one of ${field.options.join(', ')}`;
  if (field.pattern !== undefined && !matches(field.pattern, toText(value))) return `does not match ${field.pattern}`;
  if (field.minimum !== undefined && isBelow(value, field.minimum)) return `is ${field.minimum} at least`;
  if (field.maximum !== undefined && isBelow(field.maximum, value)) return `is ${field.maximum} at most`;
  return null;
}

function toText(value: Json): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function matches(pattern: string, text: string): boolean {
  return new LinearRegExp(new RegExp(`^(?:${pattern})$`)).exec(text) !== null;
}

/** Numbers as numbers; dates as moments, whatever precision each is written with. */
function isBelow(value: Json, limit: Json): boolean {
  return comparable(value) < comparable(limit);
}

function comparable(value: Json): number {
  if (typeof value === 'number') return value;
  const moment = coerceValue('DATETIME', value);
  return 'value' in moment && typeof moment.value === 'string' ? Date.parse(moment.value) : Number(value);
}
