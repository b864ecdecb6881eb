import { z } from 'zod';
import { cut } from '../input/texts';
import { describeLoss, keepsValue } from '../input/losesDigits';
import type { DataType } from './definition';
import { isStorable } from './measureJson';
import type { Json } from './state';

/** The value as its data holds it, null to empty it; or why it does not fit. */
export type Coerced = { value: Json } | { reason: string };

const numeric = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
const dateTime =
  /^(?<date>\d{4}-\d{2}-\d{2})(T(?<time>([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?)(Z|(?<hours>[+-]([01]\d|2[0-3])):?(?<minutes>[0-5]\d)?)?)?$/;

/**
 * Fits an untyped JSON value to a data's type: a finite number or numeric text sets NUMERIC, any scalar TEXT as text, an
 * ISO 8601 date or date-time DATETIME (UTC where it names no zone, kept to the millisecond), anything JSON, nothing FILE. Null empties.
 */
export function coerceValue(type: DataType, value: Json): Coerced {
  if (value === null) return { value };
  if (!isStorable(value)) return { reason: 'contains characters that cannot be stored' };
  if (type === 'JSON') return { value };
  if (type === 'FILE') return { reason: 'a FILE must be an uploaded file or the value of another FILE' };
  if (typeof value === 'object') return { reason: `${type} cannot be ${Array.isArray(value) ? 'a list' : 'an object'}` };
  if (type === 'TEXT') return { value: String(value) };
  return type === 'NUMERIC' ? toNumber(value) : toDateTime(value);
}

function toNumber(value: string | number | boolean): Coerced {
  const number = typeof value === 'string' && numeric.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return { reason: `not a number: ${quote(value)}` };
  if (typeof value === 'string' && !keepsValue(value)) return { reason: describeLoss(value) };
  return { value: number };
}

function toDateTime(value: string | number | boolean): Coerced {
  const parts = typeof value === 'string' ? dateTime.exec(value)?.groups : undefined;
  const { date, time = '00:00', hours, minutes = '00' } = parts ?? {};
  // The expression takes a 31st of February, which Date would move on to March.
  const instant = z.iso.date().safeParse(date).success ? new Date(`${date}T${time}${hours ? `${hours}:${minutes}` : 'Z'}`) : null;
  if (!instant || instant.getUTCFullYear() < 1 || instant.getUTCFullYear() > 9999)
    return { reason: `not an ISO 8601 date or date-time: ${quote(value)}` };
  return { value: instant.toISOString() };
}

function quote(value: string | number | boolean): string {
  return JSON.stringify(typeof value === 'string' ? cut(value) : value);
}
