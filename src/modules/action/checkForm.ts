import { isDeepStrictEqual } from 'node:util';
import { coerceValue } from '../../engine/coerceValue';
import type { ActivityOf, DataType } from '../../engine/definition';
import { boundedRegExp } from '../../engine/expression/linearRegExp';
import { brief } from '../../engine/expression/bounds';
import type { Json } from '../../engine/state';

/** The form of a USER activity. */
export type Form = NonNullable<ActivityOf<'USER'>['form']>;
type Field = Form['fields'][number];

/** What is wrong with one field: the name of its data, and a message that reads on from it. */
export interface FieldFault {
  name: string;
  message: string;
}

/** Characters of a rule that a message repeats. */
const maxRuleCharacters = 200;

/** The expression of a field's pattern, compiled once as long as its definition is kept. */
const Pattern = boundedRegExp(brief);
const patterns = new WeakMap<Field, InstanceType<typeof Pattern>>();

/**
 * Everything that is wrong with this data by the rules of the form, at most one fault a field, in the form's order. A text that
 * would take long to be held against its pattern does not fit.
 */
export function checkForm(form: Form, types: ReadonlyMap<string, DataType>, data: Readonly<Record<string, Json>>): FieldFault[] {
  return form.fields.flatMap((field) => {
    const message = checkField(field, types.get(field.data) ?? 'JSON', data[field.data] ?? null);
    return message ? [{ name: field.data, message }] : [];
  });
}

function checkField(field: Field, type: DataType, value: Json): string | null {
  if (value === null || value === '') return field.required ? 'is required' : null;
  const { options, pattern, minimum, maximum } = field;
  if (options && !options.some((option) => isDeepStrictEqual(valueOf(type, option), value)))
    return `must be ${options.length > 1 ? 'one of: ' : ''}${shortened(options.join(', '))}`;
  if (pattern !== undefined && typeof value === 'string' && !matches(field, pattern, value)) return `must match ${shortened(pattern)}`;
  if (minimum !== undefined && isBelow(value, valueOf(type, minimum))) return `must be at least ${minimum}`;
  if (maximum !== undefined && isBelow(valueOf(type, maximum), value)) return `must be at most ${maximum}`;
  return null;
}

/** Returns what a rule says, as the data would hold it: `2020-01-01` as a moment, `"1.0"` as a number. */
function valueOf(type: DataType, rule: Json): Json {
  const coerced = coerceValue(type, rule);
  return 'value' in coerced ? coerced.value : rule;
}

function matches(field: Field, pattern: string, text: string): boolean {
  const whole = patterns.get(field) ?? new Pattern(new RegExp(`^(?:${pattern})$`));
  patterns.set(field, whole);
  whole.lastIndex = 0;
  return whole.takes(text) && whole.exec(text) !== null;
}

/** Moments are texts of one form and length: they are ordered as texts. */
function isBelow(value: Json, limit: Json): boolean {
  return value !== null && limit !== null && value < limit;
}

function shortened(text: string): string {
  return text.length > maxRuleCharacters ? `${text.slice(0, maxRuleCharacters)}…` : text;
}
