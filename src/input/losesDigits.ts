import { cut } from './texts';

/** From here on a number (a double) cannot hold every integer. */
const firstGap = 2 ** 53;

/** A number as JSON writes it. */
const numeral = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i;

/** Returns whether a text is a number of JSON whose digits before the point a number of JavaScript would not keep: it is passed on as a text. */
export function losesDigits(text: string): boolean {
  if (text.length < 16 || !numeral.test(text)) return false;
  const value = Number(text);
  if (Math.abs(value) < firstGap || (!Number.isFinite(value) && /e/i.test(text))) return false;
  if (digitsOf(text) !== digitsOf(String(value))) return true;
  return !/e/i.test(text) && String(value) !== text;
}

/** Returns whether the text of a number stands for a number whose digits before the point are kept; of a fraction some 16 digits are. */
export function keepsValue(text: string): boolean {
  const value = Number(text);
  return Math.abs(value) < firstGap || (Number.isFinite(value) && digitsOf(text) === digitsOf(String(value)));
}

/** Returns why such a number is refused where a number is wanted. */
export function describeLoss(text: string): string {
  return `${cut(text, 50)} has more digits than a number can hold (about 16): send it as text`;
}

/** The digits of a number without zeros around them, and the power of ten: two texts with the same give the same number. */
function digitsOf(text: string): string {
  const [, sign = '', whole = '', fraction = '', power = '0'] = /^([+-]?)(\d*)(?:\.(\d*))?(?:e([+-]?\d+))?$/i.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/(?<!0)0+$/, '');
  const exponent = Number(power) - fraction.length + (digits.length - significant.length);
  return `${sign === '-' ? '-' : ''}${significant}e${exponent}`;
}

const [quote, backslash, minus, dot, zero, nine] = [0x22, 0x5c, 0x2d, 0x2e, 0x30, 0x39];

/**
 * A JSON text whose numbers stand in quotes where a number of JavaScript would not keep their digits (820982911946154508 would become …500). One flat
 * pass. What is not JSON stays so.
 */
export function quoteLargeNumbers(json: string): string {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < json.length; at += 1) {
    const sign = json.charCodeAt(at);
    if (sign === quote) at = endOfText(json, at);
    else if (isDigit(sign) || sign === minus) {
      const end = endOfNumber(json, at);
      if (losesDigits(json.slice(at, end)) && !isKey(json, end)) {
        parts.push(json.slice(from, at), '"', json.slice(at, end), '"');
        from = end;
      }
      at = end - 1;
    }
  }
  return parts.length === 0 ? json : parts.join('') + json.slice(from);
}

function endOfText(json: string, start: number): number {
  let at = start + 1;
  while (at < json.length && json.charCodeAt(at) !== quote) at += json.charCodeAt(at) === backslash ? 2 : 1;
  return at;
}

function endOfNumber(json: string, start: number): number {
  let at = start + 1;
  while (isOfNumber(json.charCodeAt(at))) at += 1;
  return at;
}

function isDigit(sign: number): boolean {
  return sign >= zero && sign <= nine;
}

/** A digit, a point, `e`, `E`, `+` or `-`. */
function isOfNumber(sign: number): boolean {
  return isDigit(sign) || sign === dot || sign === 0x65 || sign === 0x45 || sign === 0x2b || sign === minus;
}

/** JSON has no numbers for keys: a quoted one would be. */
function isKey(json: string, end: number): boolean {
  let at = end;
  while (json.charCodeAt(at) <= 0x20) at += 1;
  return json[at] === ':';
}
