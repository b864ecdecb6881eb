import jsonata from 'jsonata';
import { refusal } from '../../errors';
import type { Json } from '../state';
import { Allowance, allowanceName } from './allowance';
import { boundFunctions } from './boundFunctions';
import { BoundedRegExp } from './boundedRegExp';
import { inspectExpression } from './inspectExpression';
import { plainValue } from './plainValue';
import { reasonOf } from './reasonOf';
import type { Scope } from './scope';
import { watchEvaluation } from './watchEvaluation';

/** How deep an expression may nest, and how many items a list that it makes may have. */
const limits = { stack: 500, sequence: 100_000 };

/** Characters of a reason: JSONata puts values into its messages. */
const longestReason = 500;

/**
 * Compiles a JSONata expression to a function of a scope, which gives undefined where the value is missing and throws
 * EXPRESSION_FAILED, also where it takes more time or memory than one evaluation may. Throws a SyntaxError when it does
 * not parse, uses `$eval`, `$random` or `$shuffle`, or has a regular expression that cannot run in linear time.
 */
export function compileJsonata(source: string): (scope: Scope) => Promise<Json | undefined> {
  const expression = parse(source);
  const inspected = inspectExpression(expression.ast());
  watchEvaluation(expression, inspected);
  const changes = inspected.types.has('transform');
  return async ({ now, values, time, copies }) => {
    try {
      const functions = await boundFunctions(inspected.names, now);
      const allowance = new Allowance(time, changes);
      return plainValue(allowance.add(await expression.evaluate(copies.of(values), { ...functions, [allowanceName]: allowance })));
    } catch (error) {
      throw refusal('EXPRESSION_FAILED', { expression: source, reason: reasonOf(error).slice(0, longestReason) });
    }
  };
}

function parse(source: string): jsonata.Expression {
  try {
    return jsonata(source, { ...limits, RegexEngine: BoundedRegExp as unknown as RegExpConstructor });
  } catch (error) {
    throw new SyntaxError(`"${source}" is no expression: ${reasonOf(error)}`, { cause: error });
  }
}
