import jsonata from 'jsonata';
import { Refusal, refusal } from '../../errors';
import { limits } from '../../limits';
import { isStorable } from '../measureJson';
import type { Json } from '../state';
import { EvaluationQuota, quotaName, QuotaExceeded, watchEvaluation } from './evaluationQuota';
import { boundFunctions } from './boundFunctions';
import { brief, whole, type Bounds } from './bounds';
import { inspectExpression, reasonOf, type Inspected } from './inspectExpression';
import { boundedRegExp } from './linearRegExp';
import { partsAt } from './readsOf';
import type { Scope } from './scope';

/** How deep an expression may nest, and how many items a list that it makes may have. */
const bounds = { stack: 500, sequence: 100_000 };

/** The regular expressions of evaluations. */
const patterns = new Map([brief, whole].map((bounds) => [bounds, boundedRegExp(bounds) as unknown as RegExpConstructor]));

/** Characters of a reason: JSONata puts values into its messages. */
const maxReasonCharacters = 500;

/** What an expression that nothing watches may read, and how long its text may be: what it computes is at most their product. */
const maxPlainBytes = 10_000;
const maxPlainCharacters = 500;

type Evaluate = (scope: Scope) => Promise<Json | undefined>;

/**
 * Compiles a JSONata expression to a function of a scope, which gives undefined where the value is missing and throws
 * EXPRESSION_FAILED, also where it takes more time or memory than one evaluation may. What may take longer than a moment is evaluated
 * elsewhere, where the scope says so: it throws EXPRESSIONS_BUSY where nobody has time for that. Throws a SyntaxError when it does
 * not parse, uses `$eval`, `$random` or `$shuffle`, or has a regular expression that cannot run in linear time.
 */
export function compileJsonata(source: string): Evaluate {
  const unwatched = parse(source).expression;
  const inspected = inspectExpression(unwatched.ast());
  const isPlain = inspected.isPlain && source.length <= maxPlainCharacters;
  const changes = inspected.types.has('transform');
  let watched: Parsed | undefined;

  async function evaluateWithin(bounds: Bounds, { now, values, time, copies }: Scope): Promise<Json | undefined> {
    watched ??= watch(source, inspected);
    const { expression, options } = watched;
    const quota = new EvaluationQuota(time, changes, bounds);
    const input = copies.of(values, inspected.reads, bounds.inputBytes);
    const bindings = { ...(await boundFunctions(inspected.names, now)), [quotaName]: quota };
    // JSONata takes its options up before it waits for anything.
    options.RegexEngine = patterns.get(bounds);
    return plainValue(quota.add(await expression.evaluate(input, bindings)));
  }

  /** Undefined where it takes more than a moment. */
  async function evaluateBriefly(scope: Scope): Promise<{ value: Json | undefined } | undefined> {
    if (inspected.hasSignatures) return undefined;
    if (isPlain) return (await evaluateDirectly(scope)) ?? (await attempt(() => evaluateWithin(brief, scope)));
    return attempt(() => evaluateWithin(brief, scope));
  }

  /** Evaluates without watching each step. Undefined if it reads too much for that. */
  const evaluateDirectly = ({ values, copies }: Scope) =>
    attempt(async () => plainValue(await unwatched.evaluate(copies.of(values, inspected.reads, maxPlainBytes), {})));

  async function attempt(compute: () => Promise<Json | undefined>): Promise<{ value: Json | undefined } | undefined> {
    try {
      return { value: await compute() };
    } catch (error) {
      if (error instanceof QuotaExceeded) return undefined;
      throw error;
    }
  }

  async function evaluate(scope: Scope): Promise<Json | undefined> {
    const { evaluateInThread, now, time } = scope;
    if (!evaluateInThread) return evaluateWithin(whole, scope);
    const done = await evaluateBriefly(scope);
    if (done) return done.value;
    const values = inspected.reads ? partsAt(scope.values, inspected.reads) : scope.values;
    const { evaluated } = await time.runOutside(() => evaluateInThread({ source, now: now.getTime(), values }));
    if ('reason' in evaluated) throw new Error(evaluated.reason);
    return evaluated.value;
  }

  return async (scope) => {
    try {
      return await evaluate(scope);
    } catch (error) {
      if (error instanceof Refusal) throw error;
      const reason = reasonOf(error).slice(0, maxReasonCharacters);
      throw refusal('EXPRESSION_FAILED', { expression: source, reason }, { reason });
    }
  };
}

type Options = typeof bounds & { RegexEngine?: RegExpConstructor | undefined };

/** JSONata's parser calls itself for each bracket and sign. */
function checkNesting(source: string): void {
  const { expressionCharacters, expressionLevels } = limits;
  if (source.length > expressionCharacters.value)
    throw new SyntaxError(`an expression of ${source.length} characters is too long: the limit is ${expressionCharacters.value}`);
  let depth = 0;
  for (const { 0: found } of source.matchAll(/[([{]|[)\]}]|-\s*(?=-)/g)) {
    depth = /[)\]}]/.test(found) ? Math.max(0, depth - 1) : depth + 1;
    if (depth > expressionLevels.value) throw new SyntaxError(`an expression nests more than ${expressionLevels.value} brackets or signs`);
  }
}

interface Parsed {
  expression: jsonata.Expression;
  options: Options;
}

function watch(source: string, inspected: Inspected): Parsed {
  const parsed = parse(source);
  watchEvaluation(parsed.expression, inspected);
  return parsed;
}

function parse(source: string): Parsed {
  checkNesting(source);
  const options: Options = { ...bounds };
  try {
    return { expression: jsonata(source, options as Options & { RegexEngine: RegExpConstructor }), options };
  } catch (error) {
    throw new SyntaxError(`"${source}" is not a valid expression: ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Returns what JSONata gave, as plain JSON: undefined (missing) is left out of objects and null in lists, marks on its sequences
 * are gone. Throws when there is a function, a number that is not finite, or text that cannot be stored in it.
 */
function plainValue(value: unknown): Json | undefined {
  if (value === undefined || value === null || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new Error(`its value is ${value}, which is not a number`);
    return value;
  }
  if (typeof value === 'string') {
    if (!isStorable(value)) throw new Error('its value contains characters that cannot be stored');
    return value;
  }
  if (typeof value !== 'object' || '_jsonata_lambda' in value || '_jsonata_function' in value) throw new Error('its value is a function');
  if (Array.isArray(value)) return value.map((item) => plainValue(item) ?? null);
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, field]) => {
      const plain = plainValue(field);
      if (!isStorable(name)) throw new Error('its value contains characters that cannot be stored');
      return plain === undefined ? [] : [[name, plain]];
    }),
  );
}

export type Condition = (scope: Scope) => Promise<boolean>;

/** Compiles a `when`: JSONata, true as its `$boolean` says (missing, null, 0, "", {} and lists of such are not). Throws a SyntaxError. */
export function compileCondition(source: string): Condition {
  const evaluate = compileJsonata(source);
  return async (scope) => isTrue(await evaluate(scope));
}

function isTrue(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(isTrue);
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
