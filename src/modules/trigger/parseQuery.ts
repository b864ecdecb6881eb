import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { limits } from '../../limits';

const maxCharacters = limits.queryCharacters.value;
const maxParameters = limits.queryParameters.value;
const maxLevels = limits.queryLevels.value;

/** `a`, `a[b]`, `a[0].b`, `[a]`: a name whose brackets close. Dots divide outside of brackets only. */
const nested = /^(?:[^.[\]]+|\[[^[\]]*\])(?:\.[^.[\]]+|\[[^[\]]*\])*$/;
const step = /\[([^[\]]*)\]|[^.[\]]+/g;
const index = /^(?:0|[1-9]\d*)$/;

/** The values under one name so far: texts that were given for it, or what its name leads to. */
interface Branch {
  texts: Json[];
  below: Map<string, Branch>;
}

/**
 * The values of a query string, without its `?`: texts, in lists and objects where names nest (`query[0].a=1`, `a[b]=1`, `a[]=1`), in a list where a
 * name comes more than once. Nothing is lost: what a list leaves out is null, a name whose brackets do not close is one as it stands. Throws
 * INPUT_INVALID beyond the limits of query strings, and for a name that has a text and a value below it.
 */
export function parseQuery(text: string): { [name: string]: Json } {
  if (text.length > maxCharacters) throw invalid('query', `must be at most ${maxCharacters} characters long`);
  return parsePairs(text, 'query');
}

/** The same for `a=1&b=2` of any length, such as a form. `source` is what refusals call it. */
export function parsePairs(text: string, source: string): { [name: string]: Json } {
  const pairs: [string, string][] = [];
  for (let from = 0; from < text.length;) {
    const next = text.indexOf('&', from);
    const end = next < 0 ? text.length : next;
    if (end > from) pairs.push(toPair(text.slice(from, end)));
    if (pairs.length > maxParameters) throw invalid(source, `more than ${maxParameters} parameters`);
    from = end + 1;
  }
  return nestPairs(pairs, source);
}

function toPair(part: string): [string, string] {
  const at = part.indexOf('=');
  return [decode(at < 0 ? part : part.slice(0, at)), at < 0 ? '' : decode(part.slice(at + 1))];
}

/** Values by the names that they came under, nested as their names say. Throws as `parseQuery`. */
export function nestPairs(pairs: readonly (readonly [string, Json])[], source: string): { [name: string]: Json } {
  const root = newBranch();
  for (const [name, value] of pairs) {
    if (name.length > maxCharacters) throw invalid(source, `a name is longer than ${maxCharacters} characters`);
    branchAt(root, stepsOf(name, source)).texts.push(value);
  }
  let missing = 0;
  const toList = (items: Map<string, Branch>, path: string): Json[] => {
    const length = Math.max(...[...items.keys()].map(Number)) + 1;
    missing += length - items.size;
    if (length > maxParameters || missing > maxParameters)
      throw invalid(source, `${path.slice(0, 100)}: lists can skip at most ${maxParameters} items in total`);
    return Array.from({ length }, (_, n) => {
      const item = items.get(String(n));
      return item ? toValue(item, `${path}[${n}]`) : null;
    });
  };
  const toObject = (items: Map<string, Branch>, path: string): { [name: string]: Json } =>
    Object.fromEntries([...items].map(([name, item]) => [name, toValue(item, path ? `${path}[${name}]` : name)]));
  const toValue = ({ texts, below }: Branch, path: string): Json => {
    const [only, ...more] = texts;
    if (only !== undefined && below.size > 0) throw invalid(source, `${path.slice(0, 100)} has both a value and nested values`);
    if (only !== undefined) return more.length > 0 ? texts : only;
    return [...below.keys()].every((name) => index.test(name)) ? toList(below, path) : toObject(below, path);
  };
  return toObject(root.below, '');
}

const invalid = (path: string, reason: string) => refusal('INPUT_INVALID', { path, reason });
const newBranch = (): Branch => ({ texts: [], below: new Map() });

function stepsOf(name: string, source: string): string[] {
  if (!nested.test(name)) return [name];
  const steps = Array.from(name.matchAll(step), ([whole, inBrackets]) => inBrackets ?? whole);
  if (steps.length > maxLevels + 1) throw invalid(source, `a name nests deeper than ${maxLevels} levels`);
  return steps;
}

function branchAt(root: Branch, steps: readonly string[]): Branch {
  let branch = root;
  steps.forEach((name, n) => {
    // `a[]` is the next of the list `a`.
    const key = name === '' && n > 0 ? String(branch.below.size) : name;
    const next = branch.below.get(key) ?? newBranch();
    branch.below.set(key, next);
    branch = next;
  });
  return branch;
}

/** What cannot be decoded stays as it is. */
function decode(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
