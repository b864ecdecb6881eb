import type { Json } from '../state';
import { compilePlaceholder } from './compilePlaceholder';
import type { Scope } from './scope';
import { splitPlaceholders } from './splitPlaceholders';
import { largestTemplate, templateTooLarge } from './templateTooLarge';
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
  return async (scope) => {
    let text = '';
    for (const part of parts) {
      text += await part(scope);
      if (text.length > largestTemplate) throw templateTooLarge(source);
    }
    return text;
  };
}
