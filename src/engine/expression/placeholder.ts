import { compileJsonata } from './compileJsonata';
import type { Template } from './compileTemplate';
import { parsePath, readPath } from './path';
import { scopeRoots } from './scope';

/** A piece of a text: literal text, or what stands between `{{` and `}}`. */
export type Piece = { text: string } | { placeholder: string };

/**
 * Cuts a text at its `{{ … }}` placeholders. Braces, quotes and backticks inside a placeholder are respected, so that
 * `{{ {"a": {"b": "}}"}} }}` is one. Throws a SyntaxError when a placeholder is empty or not closed.
 */
export function splitPlaceholders(source: string): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  while (from < source.length) {
    const open = source.indexOf('{{', from);
    if (open < 0) break;
    const close = findClose(source, open + 2);
    if (close < 0) throw new SyntaxError(`the placeholder that begins with "${source.slice(open, open + 20)}" is not closed`);
    const placeholder = source.slice(open + 2, close).trim();
    if (placeholder === '') throw new SyntaxError('a placeholder is empty');
    if (open > from) pieces.push({ text: source.slice(from, open) });
    pieces.push({ placeholder });
    from = close + 2;
  }
  if (from < source.length) pieces.push({ text: source.slice(from) });
  return pieces;
}

function findClose(source: string, from: number): number {
  let depth = 0;
  for (let at = from; at < source.length; at++) {
    const character = source[at];
    if (character === '"' || character === "'" || character === '`') {
      at = endOfQuote(source, at);
      if (at < 0) return -1;
    } else if (character === '{') depth++;
    else if (character === '}' && depth > 0) depth--;
    else if (character === '}' && source[at + 1] === '}') return at;
  }
  return -1;
}

function endOfQuote(source: string, start: number): number {
  const quote = source[start];
  for (let at = start + 1; at < source.length; at++) {
    if (source[at] === quote) return at;
    if (source[at] === '\\' && quote !== '`') at++;
  }
  return -1;
}

/** Compiles what stands between `{{` and `}}`: a path is read literally, anything else is JSONata. Throws a SyntaxError. */
export function compilePlaceholder(source: string): Template {
  const paths = parsePath(source);
  if (!paths) return compileJsonata(source);
  const stray = paths.find(([root]) => !scopeRoots.some((known) => known === root));
  if (stray) throw new SyntaxError(`"${stray[0]}" does not exist here: a path must begin with one of ${scopeRoots.join(', ')}`);
  return (scope) => {
    const values = paths.map((path) => readPath(scope.values, path));
    const first = values.find((value) => value !== undefined && value !== null && value !== '');
    return Promise.resolve(paths.length === 1 ? values[0] : first);
  };
}
