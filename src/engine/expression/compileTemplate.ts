import { refusal } from '../../errors';
import { isLargerThan } from '../isLargerThan';
import type { Json } from '../state';
import { compileJsonata } from './compileJsonata';
import { parsePath } from './parsePath';
import { readPath } from './readPath';
import { scopeRoots, type Scope } from './scope';
import { splitPlaceholders, type Piece } from './splitPlaceholders';
import { textOf } from './textOf';

/** Bytes that a template may put together: in a loop, values could be doubled again and again. */
const largest = 32_000_000;

/** Undefined where the value is missing. Throws EXPRESSION_FAILED. */
export type Template = (scope: Scope) => Promise<Json | undefined>;

/**
 * Compiles a value whose strings, at any depth, may hold `{{ … }}` placeholders; names of fields are never templates. A
 * string that is one placeholder keeps the type of its value; a missing one leaves its field out. Throws a SyntaxError.
 */
export function compileTemplate(template: Json): Template {
  const compute = compile(template);
  if (typeof template !== 'object' || template === null) return compute;
  return async (scope) => {
    const value = await compute(scope);
    if (value !== undefined && isLargerThan(value, largest)) throw tooLarge(JSON.stringify(template));
    return value;
  };
}

function tooLarge(template: string) {
  return refusal('EXPRESSION_FAILED', { expression: template.slice(0, 500), reason: `it puts together more than ${largest} bytes` });
}

function compile(template: Json): Template {
  if (typeof template === 'string') return compileText(template);
  if (Array.isArray(template)) return compileList(template);
  if (typeof template === 'object' && template !== null) return compileObject(template);
  return () => Promise.resolve(template);
}

function compileText(source: string): Template {
  const pieces = splitPlaceholders(source);
  const [first, second] = pieces;
  if (first && !second) return compilePiece(first);
  const parts = pieces.map(compilePiece);
  return async (scope) => {
    let text = '';
    for (const part of parts) {
      text += textOf(await part(scope));
      if (text.length > largest) throw tooLarge(source);
    }
    return text;
  };
}

function compilePiece(piece: Piece): Template {
  if ('text' in piece) return () => Promise.resolve(piece.text);
  const paths = parsePath(piece.placeholder);
  if (!paths) return compileJsonata(piece.placeholder);
  const stray = paths.find(([root]) => !scopeRoots.some((known) => known === root));
  if (stray) throw new SyntaxError(`nothing is called "${stray[0]}" here: a path begins with one of ${scopeRoots.join(', ')}`);
  return (scope) => {
    const values = paths.map((path) => readPath(scope.values, path));
    const first = values.find((value) => value !== undefined && value !== null && value !== '');
    return Promise.resolve(paths.length === 1 ? values[0] : first);
  };
}

function compileList(template: Json[]): Template {
  const parts = template.map(compile);
  return async (scope) => {
    const items: Json[] = [];
    for (const part of parts) items.push((await part(scope)) ?? null);
    return items;
  };
}

function compileObject(template: { [name: string]: Json }): Template {
  const parts = Object.entries(template).map(([name, field]) => [name, compile(field)] as const);
  return async (scope) => {
    const fields: [string, Json][] = [];
    for (const [name, part] of parts) {
      const value = await part(scope);
      if (value !== undefined) fields.push([name, value]);
    }
    return Object.fromEntries(fields);
  };
}
