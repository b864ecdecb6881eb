import type { Json } from '../state';
import { compilePlaceholder } from './compilePlaceholder';
import { joinParts } from './joinParts';
import type { Scope } from './scope';
import { splitPlaceholders } from './splitPlaceholders';
import { textOf } from './textOf';

/**
 * Compiles a text with `{{ … }}` placeholders, each replaced by what `toText` makes of its value. Throws a SyntaxError; the
 * text, EXPRESSION_FAILED.
 */
export function compileText(source: string, toText: (value: Json | undefined) => string = textOf): (scope: Scope) => Promise<string> {
  const parts = splitPlaceholders(source).map((piece) => {
    if ('text' in piece) return () => Promise.resolve(piece.text);
    const compute = compilePlaceholder(piece.placeholder);
    return async (scope: Scope) => toText(await compute(scope));
  });
  return joinParts(source, parts);
}
