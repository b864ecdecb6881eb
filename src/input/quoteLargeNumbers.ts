import { losesDigits } from './losesDigits';

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
