import { cut } from './cut';

/** From here on a number (a double) cannot hold every integer. */
const firstGap = 2 ** 53;

/** A number as JSON writes it. */
const numeral = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** Whether a text is a number of JSON whose digits before the point a number of JavaScript would not keep: it is passed on as a text. */
export function losesDigits(text: string): boolean {
  if (text.length < 16 || !numeral.test(text)) return false;
  const value = Number(text);
  if (Math.abs(value) < firstGap || (!Number.isFinite(value) && /e/i.test(text))) return false;
  if (digitsOf(text) !== digitsOf(String(value))) return true;
  return !/e/i.test(text) && String(value) !== text;
}

/** Whether the text of a number stands for a number whose digits before the point are kept; of a fraction some 16 digits are. */
export function keepsValue(text: string): boolean {
  const value = Number(text);
  return Math.abs(value) < firstGap || (Number.isFinite(value) && digitsOf(text) === digitsOf(String(value)));
}

/** Why such a number is refused where a number is wanted. */
export function describeLoss(text: string): string {
  return `${cut(text, 50)} has more digits than a number keeps (some 16): a TEXT keeps them`;
}

/** The digits of a number without zeros around them, and the power of ten: two texts with the same give the same number. */
function digitsOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/(?<!0)0+$/, '');
  const exponent = Number(power) - fraction.length + (digits.length - significant.length);
  return `${sign === '-' ? '-' : ''}${significant}e${exponent}`;
}
