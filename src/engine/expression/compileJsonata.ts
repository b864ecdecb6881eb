import jsonata from 'jsonata';
import { refusal } from '../../errors';
import type { Json } from '../state';
import { LinearRegExp } from './linearRegExp';
import { plainValue } from './plainValue';
import { reasonOf } from './reasonOf';
import type { Scope } from './scope';
import { timeFunctions } from './timeFunctions';

/** Milliseconds an expression may take, how deep it may nest, and how many items a list that it makes may have. */
const limits = { timeout: 1000, stack: 250, sequence: 100_000 };

const forbidden = new Set(['eval', 'random', 'shuffle']);

/**
 * Compiles a JSONata expression to a function of a scope, which gives undefined where the value is missing and throws
 * EXPRESSION_FAILED. Throws a SyntaxError when it does not parse, uses `$eval`, `$random` or `$shuffle`, or has a regular
 * expression that cannot run in linear time.
 */
export function compileJsonata(source: string): (scope: Scope) => Promise<Json | undefined> {
  const expression = parse(source);
  check(expression.ast());
  return async (scope) => {
    try {
      return plainValue(await expression.evaluate(copy(scope.values), await timeFunctions(scope.now)));
    } catch (error) {
      throw refusal('EXPRESSION_FAILED', { expression: source, reason: reasonOf(error) });
    }
  };
}

function parse(source: string): jsonata.Expression {
  try {
    return jsonata(source, { ...limits, RegexEngine: LinearRegExp as unknown as RegExpConstructor });
  } catch (error) {
    throw new SyntaxError(`"${source}" is no expression: ${reasonOf(error)}`, { cause: error });
  }
}

function check(node: unknown): void {
  if (node instanceof RegExp) {
    checkPattern(node);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node && node.type === 'variable' && 'value' in node && forbidden.has(String(node.value)))
    throw new SyntaxError(`$${String(node.value)} is not available in expressions`);
  Object.values(node).forEach(check);
}

function checkPattern(pattern: RegExp): void {
  try {
    new LinearRegExp(pattern);
  } catch (error) {
    throw new SyntaxError(`the regular expression /${pattern.source}/ cannot run in linear time: ${reasonOf(error)}`, { cause: error });
  }
}

// JSONata marks the lists it walks over, and takes an object that carries its own marks for a function: it gets a copy
// that is its own, without anything that a caller could pass off as code.
function copy(value: Json): Json {
  if (Array.isArray(value)) return value.map(copy);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([name]) => !name.startsWith('_jsonata_') && name !== '__proto__');
  return Object.fromEntries(fields.map(([name, field]) => [name, copy(field)]));
}
