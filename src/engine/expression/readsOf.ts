import jsonata from 'jsonata';
import type { Json } from '../state';
import { parsePath } from './path';
import { hookRoots, scopeRoots, type Scope } from './scope';

/** The steps from a scope's root to a value that an expression reads: `['runtime', 'body', 'lines']`. */
export type Prefix = readonly string[];

/** How many arguments functions take that would else take what stands before them: at the top that is the whole scope. */
const argumentsOf: { [name: string]: number } = {
  string: 1,
  boolean: 1,
  not: 1,
  keys: 1,
  lookup: 2,
  spread: 1,
  each: 2,
  sift: 2,
  clone: 1,
};

/** Children of a node that are evaluated on its own value. */
const onOwnValue: ReadonlySet<string> = new Set(['stages', 'predicate', 'group']);

const roots: readonly string[] = [...scopeRoots, ...hookRoots];

interface Node {
  type?: unknown;
  value?: unknown;
}

/**
 * Returns what of its scope an expression can read, by its syntax tree: the values at these prefixes and below, none of which is below another; null
 * where it may be anything.
 */
export function readsOf(tree: unknown): Prefix[] | null {
  const found: Prefix[] = [];
  if (!walk(tree, true, found)) return null;
  const prefixes = found.filter(([root = '']) => roots.includes(root));
  const isBelow = (prefix: Prefix, other: Prefix) => other.every((name, at) => prefix[at] === name);
  return prefixes.filter((prefix, n) => !prefixes.some((other, m) => isBelow(prefix, other) && (other.length < prefix.length || m < n)));
}

/** The names that paths of an expression begin with which are evaluated on the scope itself, also those that are not in it. */
function namesRead(tree: unknown): Prefix[] {
  const found: Prefix[] = [];
  walk(tree, true, found);
  return found;
}

/** Adds what a node reads; false where it may read anything. `atTop`: the node is evaluated on the scope itself, not on a value of it. */
function walk(node: unknown, atTop: boolean, found: Prefix[]): boolean {
  if (typeof node !== 'object' || node === null || node instanceof RegExp) return true;
  const { type, value } = node as Node;
  if (!Array.isArray(node) && type === 'path' && 'steps' in node) {
    const { steps, ...rest } = node as { steps: Node[] };
    const prefix = atTop ? prefixOf(steps) : [];
    if (prefix.length > 0) found.push(prefix);
    const inSteps = steps.map((step, at) => walk(step, atTop && at === 0, found)).every(Boolean);
    return walkChildren(rest, atTop, found) && inSteps;
  }
  const isOnScope = atTop && type !== 'transform';
  return walkChildren(node, isOnScope, found) && !readsAnything(node, type, value, atTop);
}

function walkChildren(node: object, atTop: boolean, found: Prefix[]): boolean {
  const known = Object.entries(node).map(([name, child]) => walk(child, atTop && !onOwnValue.has(name), found));
  return known.every(Boolean);
}

function readsAnything(node: object, type: unknown, value: unknown, atTop: boolean): boolean {
  if (type === 'parent' || (atTop && (type === 'wildcard' || type === 'descendant'))) return true;
  if (type === 'variable') return value === '$' || (value === '' && atTop);
  if (type === 'lambda' && 'signature' in node && node.signature !== undefined) return true;
  return type === 'function' && atTop && takesScope(node);
}

/** The names that a path begins with, as far as each is the field of the one before. */
function prefixOf(steps: Node[]): Prefix {
  const prefix: string[] = [];
  for (const step of steps) {
    if (step.type !== 'name') break;
    prefix.push(String(step.value));
    if (Object.keys(step).some((key) => key !== 'type' && key !== 'value' && key !== 'position')) break;
  }
  return prefix;
}

function takesScope(node: object): boolean {
  const { procedure, arguments: given } = node as { procedure?: Node; arguments?: unknown[] };
  return procedure?.type === 'variable' && (given?.length ?? 0) < (argumentsOf[String(procedure.value)] ?? 0);
}

/** Returns what the paths of a `when` begin with, which compiles. */
export function namesInCondition(source: string): Prefix[] {
  return namesRead(jsonata(source).ast());
}

/** Returns what the paths of a placeholder begin with, which compiles. */
export function namesInPlaceholder(source: string): Prefix[] {
  const paths = parsePath(source);
  if (!paths) return namesInCondition(source);
  return paths.map((path) => {
    const end = path.findIndex((step) => typeof step === 'number');
    return (end < 0 ? path : path.slice(0, end)).map(String);
  });
}

type Fields = { [name: string]: Json };

/** Of these values only what lies at one of the prefixes (none below another), each where it was. What is below a list or a text comes with all of it. */
export function partsAt(values: Scope['values'], prefixes: readonly Prefix[]): Scope['values'] {
  const parts: Fields = {};
  for (const prefix of prefixes) copy(values, parts, prefix);
  return parts;
}

function copy(from: Fields, to: Fields, [name = '', ...rest]: Prefix): void {
  if (!Object.hasOwn(from, name) || name === '__proto__') return;
  const value = from[name] as Json;
  if (Object.hasOwn(to, name) && to[name] === value) return;
  if (rest.length === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) {
    to[name] = value;
    return;
  }
  const part = Object.hasOwn(to, name) ? (to[name] as Fields) : {};
  to[name] = part;
  copy(value, part, rest);
}
