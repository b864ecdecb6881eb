import type { Scope } from './scope';
import { largestTemplate, templateTooLarge } from './templateTooLarge';

/** Computes the parts of a text one after the other and joins them. Throws EXPRESSION_FAILED as soon as they are too long together. */
export function joinParts(source: string, parts: readonly ((scope: Scope) => Promise<string>)[]): (scope: Scope) => Promise<string> {
  return async (scope) => {
    let text = '';
    for (const part of parts) {
      text += await part(scope);
      if (text.length > largestTemplate) throw templateTooLarge(source);
    }
    return text;
  };
}
