import type jsonata from 'jsonata';
import { commandTimeMs, type TimeBudget } from '../timeBudget';
import type { Bounds } from './bounds';
import type { Inspected } from './inspectExpression';

/** Looking at the clock takes as long as a small step. */
const stepsPerClockCheck = 16;

/** The name that JSONata's environment has it under: no expression can write one with a space. */
export const quotaName = ' allowance';

/** Thrown by an evaluation that uses more than its bounds allow. Under wider bounds it may succeed. */
export class QuotaExceeded extends Error {
  override readonly name = 'QuotaExceeded';
}

/**
 * What one evaluation has used so far. JSONata's own limits do not see what a single function, operator or comparison
 * costs; that is at most in proportion to the values given to it, so every value is measured as soon as it is made.
 */
export class EvaluationQuota {
  private readonly start: number;
  private readonly sizes = new WeakMap<object, number>();
  private steps = 0;
  private built = 0;
  private compared = 0;

  /** `changes`: the expression has a transform, so that a size found earlier may be wrong. */
  constructor(
    private readonly time: TimeBudget,
    private readonly changes: boolean,
    readonly bounds: Bounds,
  ) {
    this.start = time.spent();
  }

  /** Counts a step. Throws QuotaExceeded when the time of the evaluation, or of its command, is used up. Gives a promise when others are due. */
  countStep(): Promise<void> | undefined {
    if (++this.steps % stepsPerClockCheck !== 0) return undefined;
    const spent = this.time.spent();
    const { timeMs } = this.bounds;
    // On a machine that is busy the clock alone says too much.
    if (spent - this.start > timeMs && this.time.computedSoFar() - this.start > timeMs)
      throw new QuotaExceeded(`it takes longer than ${timeMs} ms`);
    if (spent > commandTimeMs) throw new Error(`its command takes longer than ${commandTimeMs} ms`);
    return this.time.isDue() ? this.time.pause() : undefined;
  }

  /** Counts a value that an order-by compares. JSONata's sorting needs memory by the square of the number of items. */
  compare(): void {
    if (++this.compared > this.bounds.compared) throw new QuotaExceeded('it sorts too many items: the limit is about 10,000');
  }

  /** Counts a value that was made, and gives it back. Throws QuotaExceeded where it, or all together, is too large. */
  add<Value>(value: Value): Value {
    if (typeof value === 'string') this.addSize(value.length);
    this.sizeOf(value);
    return value;
  }

  /** The size of a value, each part counted as often as it is in it. Throws QuotaExceeded where it is too large. */
  sizeOf(value: unknown): number {
    const size = this.walk(value);
    if (typeof value === 'object' && value !== null && !this.changes) this.sizes.set(value, size);
    return size;
  }

  private walk(value: unknown): number {
    if (typeof value === 'string') return this.checked(8 + value.length);
    if (typeof value !== 'object' || value === null || isCode(value)) return 8;
    const known = this.sizes.get(value);
    if (known !== undefined) return known;
    if (!Array.isArray(value)) return this.walkObject(value);
    this.addSize(32 + 8 * value.length);
    // Rows of a join: each refers to all that it joins, and nobody gets to see them.
    if ('tupleStream' in value) return 8 * value.length;
    let size = 16;
    for (const item of value) size = this.checked(size + this.walk(item));
    return size;
  }

  private walkObject(value: object): number {
    let size = 16;
    let fields = 0;
    for (const [name, field] of Object.entries(value)) {
      size = this.checked(size + name.length + this.walk(field));
      fields++;
    }
    this.addSize(32 + 16 * fields);
    return size;
  }

  private checked(size: number): number {
    const { valueBytes } = this.bounds;
    if (size > valueBytes) throw new QuotaExceeded(`one of its values is larger than ${valueBytes} bytes`);
    return size;
  }

  private addSize(size: number): void {
    this.built += size;
    if (this.built > this.bounds.builtBytes) throw new QuotaExceeded(`it creates more than ${this.bounds.builtBytes} bytes of values`);
  }
}

function isCode(value: object): boolean {
  return '_jsonata_lambda' in value || '_jsonata_function' in value;
}

/** As JSONata calls it before and after it evaluates a node of its syntax tree, and waits for it. */
type Callback = (
  node: { type: string },
  input: unknown,
  environment: { lookup(name: string): unknown },
  result: unknown,
) => void | Promise<void>;

/** Nodes that make values, or gather them; others hand on what these made. */
const makers = new Set(['path', 'binary', 'unary', 'wildcard', 'descendant', 'function', 'apply']);

/** Fields that `*` may gather at once: it copies its list for each. */
const maxWildcardFields = 10_000;

/** Holds an expression, at every step, to the allowance that its evaluations bind under `quotaName`. */
export function watchEvaluation(expression: jsonata.Expression, { types, sortTerms }: Inspected): void {
  if (types.has('wildcard')) assign(expression, 'entry', checkFields);
  assign(expression, 'exit', (node, _, environment, result) => {
    const quota = environment.lookup(quotaName) as EvaluationQuota;
    if (sortTerms.has(node)) quota.compare();
    if (makers.has(node.type) && (node.type === 'binary' || typeof result !== 'string')) quota.add(result);
    return quota.countStep();
  });
}

const checkFields: Callback = ({ type }, input) => {
  if (type !== 'wildcard' || typeof input !== 'object' || input === null) return;
  if (Object.keys(input).length > maxWildcardFields) throw new Error(`* gathers at most ${maxWildcardFields} fields`);
};

function assign(expression: jsonata.Expression, step: 'entry' | 'exit', callback: Callback): void {
  // JSONata looks for callbacks under symbols, which its types do not know.
  expression.assign(Symbol.for(`jsonata.__evaluate_${step}`) as unknown as string, callback);
}
