import { compileText } from './compileText';
import type { Scope } from './scope';
import { splitPlaceholders } from './splitPlaceholders';
import { textOf } from './textOf';

/**
 * Compiles the template of a URL: inserted values are percent-encoded, so that none adds a part to it. A URL that is one
 * placeholder alone is taken as it is. Throws a SyntaxError.
 */
export function compileUrl(source: string): (scope: Scope) => Promise<string> {
  const [first, second] = splitPlaceholders(source);
  const isWhole = first && !second && 'placeholder' in first;
  return compileText(source, isWhole ? textOf : (value) => encodeURIComponent(textOf(value)));
}
