import { refusal } from '../../errors';
import { isObject } from '../../modules/guards';

const country = /^\+?(\d{1,4})$/;
const local = /^[\d ()./-]{1,40}$/;

/** The input of a case whose `phone` is a text: `{countryCode, number}` becomes `+48 123456789`. Throws INPUT_INVALID. */
export function withPhone(input: Record<string, unknown>): Record<string, unknown> {
  const { phone } = input;
  if (!isObject(phone)) return input;
  const { countryCode, number, ...others } = phone;
  const [, code] = country.exec(textOf(countryCode)) ?? [];
  const isRight = code !== undefined && local.test(textOf(number)) && Object.keys(others).length === 0;
  if (!isRight)
    throw refusal('INPUT_INVALID', {
      path: 'phone',
      reason: 'must be a string, or an object with countryCode ("+48") and number ("123456789")',
    });
  return { ...input, phone: `+${code} ${textOf(number).trim()}` };
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
