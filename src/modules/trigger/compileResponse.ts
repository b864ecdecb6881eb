import { compileJsonText } from '../../engine/expression/compileJsonText';
import { compileTemplate } from '../../engine/expression/compileTemplate';
import { compileText } from '../../engine/expression/compileText';
import { parsePath } from '../../engine/expression/path';
import { ReadableCopies } from '../../engine/expression/readableCopies';
import type { Scope } from '../../engine/expression/scope';
import { splitPlaceholders } from '../../engine/expression/placeholder';
import { isHeaderValue, isJsonBody } from '../../engine/activities/headersAndBody';
import type { Json } from '../../engine/state';
import { TimeBudget } from '../../engine/timeBudget';
import type { Trigger } from '../../store/trigger';

/** What an answer may name. */
export interface Answered {
  request: { number: number; id: string };
  /** What was sent. */
  runtime: Json;
}

/** Resolves to what ASYNC calls are answered, its placeholders filled. */
export type ComputeResponse = (answered: Answered) => Promise<{ headers: { [name: string]: string }; body: Json }>;

const roots: readonly unknown[] = ['request', 'runtime'] satisfies (keyof Answered)[];

/**
 * Compiles the headers and the body that ASYNC calls of a hook are answered. Their placeholders are paths alone: the request is stored by then, so
 * nothing may fail. A body that would be too large is empty, and a header that cannot be sent is left out. Throws a SyntaxError.
 */
export function compileResponse({ headers, body }: Pick<Trigger['response'], 'headers' | 'body'>): ComputeResponse {
  for (const text of [...Object.values(headers), ...textsIn(body)]) checkPaths(text);
  const compileAsText = typeof body === 'string' && isJsonBody(body, headers) ? compileJsonText : compileText;
  const computeBody = typeof body === 'string' ? compileAsText(body) : compileTemplate(body);
  const computeHeaders = Object.entries(headers).map(([name, text]) => [name, compileText(text)] as const);
  return async (answered) => {
    const scope = scopeOf(answered);
    const filled: [string, string][] = [];
    for (const [name, compute] of computeHeaders) {
      const value = await compute(scope).catch(() => null);
      if (value !== null && isHeaderValue(value)) filled.push([name, value]);
    }
    const value = await computeBody(scope).catch(() => '');
    return { headers: Object.fromEntries(filled), body: value ?? null };
  };
}

function checkPaths(text: string): void {
  for (const piece of splitPlaceholders(text)) {
    if ('text' in piece) continue;
    const paths = parsePath(piece.placeholder);
    if (!paths?.every(([root]) => roots.includes(root)))
      throw new SyntaxError(`{{${piece.placeholder}}} is not a path that begins with ${roots.join(' or ')}`);
  }
}

function scopeOf({ request, runtime }: Answered): Scope {
  return { now: new Date(), values: { request, runtime }, time: new TimeBudget(), copies: new ReadableCopies(), evaluateInThread: null };
}

/** The texts in a value, at any depth; names of fields are not among them. */
function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}
