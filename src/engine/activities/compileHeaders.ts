import { compileText } from '../expression/compileText';
import type { Scope } from '../expression/scope';
import { isHeaderValue } from '../isHeaderValue';

/** Compiles headers of templates: gives them, or why one cannot be sent. A line break in a value would make another header of it. */
export function compileHeaders(
  templates: Readonly<Record<string, string>>,
): (scope: Scope) => Promise<{ headers: { [name: string]: string } } | { failure: string }> {
  const compiled = Object.entries(templates).map(([name, template]) => [name, compileText(template)] as const);
  return async (scope) => {
    const headers: [string, string][] = [];
    for (const [name, compute] of compiled) {
      const value = await compute(scope);
      if (!isHeaderValue(value)) return { failure: `headers.${name}: line breaks and characters beyond Latin-1 cannot be sent` };
      headers.push([name, value]);
    }
    return { headers: Object.fromEntries(headers) };
  };
}
