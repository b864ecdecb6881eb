import type { Scope } from './scope';
import { splitPlaceholders, compilePlaceholder } from './placeholder';
import { textOf, joinParts } from './compileText';

/**
 * Compiles a text that is JSON with `{{ … }}` placeholders, so that what it computes is the same JSON whatever the values are: in a JSON string
 * a value is escaped, elsewhere it is written as JSON (null where it is missing). Throws a SyntaxError; the text, EXPRESSION_FAILED.
 */
export function compileJsonText(source: string): (scope: Scope) => Promise<string> {
  let isInString = false;
  const parts = splitPlaceholders(source).map((piece) => {
    if ('text' in piece) {
      isInString = endsInString(piece.text, isInString);
      return () => Promise.resolve(piece.text);
    }
    const compute = compilePlaceholder(piece.placeholder);
    const isEscaped = isInString;
    return async (scope: Scope) => {
      const value = await compute(scope);
      return isEscaped ? JSON.stringify(textOf(value)).slice(1, -1) : JSON.stringify(value ?? null);
    };
  });
  return joinParts(source, parts);
}

/** Returns whether a text, with each placeholder replaced by null or a letter, is an object or a list of JSON. Throws a SyntaxError for placeholders that are not closed. */
export function isJsonText(source: string): boolean {
  let isInString = false;
  let sample = '';
  for (const piece of splitPlaceholders(source)) {
    sample += 'text' in piece ? piece.text : isInString ? 'x' : 'null';
    if ('text' in piece) isInString = endsInString(piece.text, isInString);
  }
  if (!/^\s*[[{]/.test(sample)) return false;
  try {
    JSON.parse(sample);
    return true;
  } catch {
    return false;
  }
}

function endsInString(text: string, startsInString: boolean): boolean {
  let isInString = startsInString;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '"') isInString = !isInString;
    else if (text[at] === '\\' && isInString) at += 1;
  }
  return isInString;
}
