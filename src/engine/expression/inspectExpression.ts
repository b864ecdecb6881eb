import { LinearRegExp } from './linearRegExp';
import { readsOf, type Prefix } from './readsOf';

/** What an expression has in it. */
export interface Inspected {
  /** Of all variables and functions. */
  names: ReadonlySet<string>;
  /** Types of its nodes in JSONata's syntax tree. */
  types: ReadonlySet<string>;
  /** The nodes that give what an order-by compares. */
  sortTerms: ReadonlySet<unknown>;
  /** What of its scope it can read, null where that may be anything. */
  reads: readonly Prefix[] | null;
  /** Whether calls of its functions are held against signatures of its own, by patterns that backtrack. */
  hasSignatures: boolean;
  /** Whether it has only parts that visit each value they read once, and make no lists: paths, operators, conditions. */
  isPlain: boolean;
}

const plainTypes: ReadonlySet<string> = new Set(['path', 'name', 'string', 'number', 'value', 'binary', 'unary', 'condition', 'block']);

/** Of nodes of plain types: a list or an object that is constructed, a range, and what joins or groups. */
function multiplies(node: object): boolean {
  const { type, value } = node as Node;
  return (
    (type === 'unary' && value !== '-') || value === '..' || ['focus', 'index', 'group', 'tuple', 'ancestor'].some((key) => key in node)
  );
}

const forbidden = ['eval', 'random', 'shuffle'];

/** Walks through JSONata's syntax tree. Throws a SyntaxError for `$eval`, `$random`, `$shuffle`, a text in brackets after a value, and for a regular expression that cannot run in linear time. */
export function inspectExpression(tree: unknown): Inspected {
  const inspected = {
    names: new Set<string>(),
    types: new Set<string>(),
    sortTerms: new Set(),
    reads: readsOf(tree),
    hasSignatures: false,
    isPlain: true,
  };
  walk(tree, inspected);
  const stray = forbidden.find((name) => inspected.names.has(name));
  if (stray) throw new SyntaxError(`$${stray} is not available in expressions`);
  return inspected;
}

interface Inspecting extends Inspected {
  names: Set<string>;
  types: Set<string>;
  sortTerms: Set<unknown>;
}

function walk(node: unknown, inspected: Inspecting): void {
  if (node instanceof RegExp) {
    checkPattern(node);
    return;
  }
  if (typeof node !== 'object' || node === null) return;
  if ('type' in node && typeof node.type === 'string') {
    inspected.types.add(node.type);
    if (!plainTypes.has(node.type) || multiplies(node)) inspected.isPlain = false;
    if (node.type === 'variable' && 'value' in node) inspected.names.add(String(node.value));
    if (node.type === 'filter' && 'expr' in node) checkFilter(node.expr as Node);
    if (node.type === 'lambda' && 'signature' in node && node.signature !== undefined) inspected.hasSignatures = true;
    if (node.type === 'sort' && 'terms' in node)
      for (const term of node.terms as { expression: unknown }[]) inspected.sortTerms.add(term.expression);
  }
  for (const child of Object.values(node)) walk(child, inspected);
}

interface Node {
  type?: unknown;
  value?: unknown;
}

/** Finds texts in brackets. JSONata takes such a text for a filter that every value passes, but the author means the field of that name. */
function checkFilter({ type, value }: Node): void {
  if (type === 'string' || (type === 'binary' && value === '&')) {
    const name = type === 'string' ? `["${String(value)}"]` : '[… & …]';
    throw new SyntaxError(`${name} does not select a field here: write the name in backticks after a dot, as in runtime.body.\`a.b\``);
  }
}

function checkPattern(pattern: RegExp): void {
  try {
    new LinearRegExp(pattern);
  } catch (error) {
    throw new SyntaxError(`the regular expression /${pattern.source}/ cannot run in linear time: ${reasonOf(error)}`, { cause: error });
  }
}

/** Returns what an error says, in one line. JSONata throws plain objects, so not only an `Error` has a message. */
export function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string') return error.message;
  return String(error);
}
