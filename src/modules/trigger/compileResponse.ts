import { compileText } from '../../engine/expression/compileText';
import { parsePath } from '../../engine/expression/parsePath';
import { ReadableCopies } from '../../engine/expression/readableCopies';
import { splitPlaceholders } from '../../engine/expression/splitPlaceholders';
import type { Json } from '../../engine/state';
import { TimeBudget } from '../../engine/timeBudget';

/** What the text of an answer may name. */
export interface Answered {
  request: { number: number; id: string };
  /** What was sent. */
  runtime: Json;
}

const roots: readonly unknown[] = ['request', 'runtime'] satisfies (keyof Answered)[];

/**
 * Compiles the body that ASYNC calls of a hook are answered. Its placeholders are paths alone: the request is stored by then, so nothing may fail,
 * and one that would be too large is empty. Throws a SyntaxError.
 */
export function compileResponse(body: string): (answered: Answered) => Promise<string> {
  for (const piece of splitPlaceholders(body)) {
    if ('text' in piece) continue;
    const paths = parsePath(piece.placeholder);
    if (!paths?.every(([root]) => roots.includes(root)))
      throw new SyntaxError(`{{${piece.placeholder}}} is no path that begins with ${roots.join(' or ')}`);
  }
  const compute = compileText(body);
  return ({ request, runtime }) =>
    compute({ now: new Date(), values: { request, runtime }, time: new TimeBudget(), copies: new ReadableCopies(), elsewhere: null }).catch(
      () => '',
    );
}
