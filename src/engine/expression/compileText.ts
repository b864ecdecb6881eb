import { refusal, type Refusal } from '../../errors';
import type { Json } from '../state';
import type { Scope } from './scope';
import { splitPlaceholders, compilePlaceholder } from './placeholder';

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

/** A value as it stands in a text: nothing for a missing value or null, JSON for objects and lists. */
export function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Bytes that a template may put together: in a loop, values could be doubled again and again. */
export const maxTemplateCharacters = 32_000_000;

/** EXPRESSION_FAILED of a template that puts together more than that. */
export function templateTooLarge(template: string): Refusal {
  return refusal('EXPRESSION_FAILED', {
    expression: template.slice(0, 500),
    reason: `its result is larger than ${maxTemplateCharacters} bytes`,
  });
}

/** Computes the parts of a text one after the other and joins them. Throws EXPRESSION_FAILED as soon as they are too long together. */
export function joinParts(source: string, parts: readonly ((scope: Scope) => Promise<string>)[]): (scope: Scope) => Promise<string> {
  return async (scope) => {
    let text = '';
    for (const part of parts) {
      text += await part(scope);
      if (text.length > maxTemplateCharacters) throw templateTooLarge(source);
    }
    return text;
  };
}
