import { refusal, type Refusal } from '../../errors';
import type { Json } from '../state';
import { compileText, textOf } from './compileText';
import type { Scope } from './scope';
import { splitPlaceholders, compilePlaceholder } from './placeholder';

/** A part of a URL that a value can stand in. */
type Part = 'user' | 'host' | 'path' | 'query';

/** Stands for a value where only its place matters. */
const anyValue = 'x';

/**
 * Compiles the template of a URL. Inserted values are percent-encoded; one that would still leave its part of the URL (`..` in the path,
 * anything but a name or number in the host) throws EXPRESSION_FAILED. A URL that is one placeholder alone is taken as it is. Throws a SyntaxError.
 */
export function compileUrl(source: string): (scope: Scope) => Promise<string> {
  const pieces = splitPlaceholders(source);
  const [first, second] = pieces;
  if (first && !second && 'placeholder' in first) return compileText(source);
  const whole = pieces.map((piece) => ('text' in piece ? piece.text : anyValue)).join('');
  const template = segmentsOf(whole);
  let before = '';
  const parts = pieces.map((piece) => {
    if ('text' in piece) {
      before += piece.text;
      return piece.text;
    }
    const { placeholder } = piece;
    const part = partAfter(before, whole.slice(before.length));
    before += anyValue;
    return { placeholder, part, compute: compilePlaceholder(placeholder) };
  });

  return async (scope) => {
    let url = '';
    // The placeholders in each segment of the path.
    const inserted: string[][] = [];
    for (const part of parts) {
      if (typeof part === 'string') url += part;
      else {
        url += encode(part.placeholder, part.part, (await part.compute(scope)) ?? null);
        if (part.part === 'path') (inserted[segmentsOf(url).length - 1] ??= []).push(part.placeholder);
      }
    }
    for (const [at, segment] of segmentsOf(url).entries()) {
      const [placeholder] = inserted[at] ?? [];
      if (placeholder !== undefined && leads(segment) && !leads(template[at] ?? ''))
        throw unfit(placeholder, `its value ${JSON.stringify(segment)} would change the path of the URL`);
    }
    return url;
  };
}

function encode(placeholder: string, part: Part, value: Json): string {
  const text = textOf(value);
  // eslint-disable-next-line no-control-regex -- these are what it is about
  if (part === 'path' && /[\u0000-\u001f\u007f]/.test(text)) throw unfit(placeholder, 'a path cannot contain control characters');
  if (part === 'host' && !/^[\p{L}\p{N}._~-]*$/u.test(text))
    throw unfit(placeholder, `${JSON.stringify(text.slice(0, 100))} is not a name or number, the only values allowed before the path`);
  return encodeURIComponent(text);
}

function unfit(placeholder: string, reason: string): Refusal {
  return refusal('EXPRESSION_FAILED', { expression: `{{${placeholder}}}`, reason });
}

/** The part of a URL between this beginning and this end. */
function partAfter(beginning: string, end: string): Part {
  const [, rest = ''] = /^[^/?#]*:\/\/(.*)$/s.exec(beginning) ?? [];
  if (/[?#]/.test(rest)) return 'query';
  if (/[/\\]/.test(rest)) return 'path';
  return /^[^/\\?#]*@/.test(end) ? 'user' : 'host';
}

/** Returns what stands between the slashes before any query. */
function segmentsOf(url: string): string[] {
  return (/^[^?#]*/.exec(url)?.[0] ?? '').split(/[/\\]/);
}

/** Returns whether a segment is `.` or `..` to anybody: however often it is decoded, with or without parameters, or with such a part in it. */
function leads(segment: string): boolean {
  for (let [text, times] = [segment, 0]; times < 4; times++) {
    if (text.split(/[/\\]/).some((piece) => /^\.{1,2}$/.test((piece.split(';', 1)[0] ?? '').trim()))) return true;
    text = text.replace(/%[0-9a-f]{2}/gi, (code) => String.fromCharCode(parseInt(code.slice(1), 16)));
  }
  return false;
}
