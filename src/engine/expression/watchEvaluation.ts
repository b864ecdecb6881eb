import type jsonata from 'jsonata';
import { allowanceName, type Allowance } from './allowance';
import type { Inspected } from './inspectExpression';

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
const mostFields = 10_000;

/** Holds an expression, at every step, to the allowance that its evaluations bind under `allowanceName`. */
export function watchEvaluation(expression: jsonata.Expression, { types, sortTerms }: Inspected): void {
  if (types.has('wildcard')) assign(expression, 'entry', checkFields);
  assign(expression, 'exit', (node, _, environment, result) => {
    const allowance = environment.lookup(allowanceName) as Allowance;
    if (sortTerms.has(node)) allowance.compare();
    if (makers.has(node.type) && (node.type === 'binary' || typeof result !== 'string')) allowance.add(result);
    return allowance.takeTime();
  });
}

const checkFields: Callback = ({ type }, input) => {
  if (type !== 'wildcard' || typeof input !== 'object' || input === null) return;
  if (Object.keys(input).length > mostFields) throw new Error(`* gathers at most ${mostFields} fields`);
};

function assign(expression: jsonata.Expression, step: 'entry' | 'exit', callback: Callback): void {
  // JSONata looks for callbacks under symbols, which its types do not know.
  expression.assign(Symbol.for(`jsonata.__evaluate_${step}`) as unknown as string, callback);
}
