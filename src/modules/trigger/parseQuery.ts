import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import { limits } from '../../limits';

const longest = limits.queryCharacters.value;
const mostParameters = limits.queryParameters.value;
const mostLevels = limits.queryLevels.value;

/** `a`, `a[b]`, `a[0].b`, `[a]`: a name whose brackets close. Dots divide outside of brackets only. */
const nested = /^(?:[^.[\]]+|\[[^[\]]*\])(?:\.[^.[\]]+|\[[^[\]]*\])*$/;
const step = /\[([^[\]]*)\]|[^.[\]]+/g;
const place = /^(?:0|[1-9]\d*)$/;

/** The values under one name so far: texts that were given for it, or what its name leads to. */
interface Branch {
  texts: string[];
  below: Map<string, Branch>;
}

/**
 * The values of a query string, without its `?`: texts, in lists and objects where names nest (`query[0].a=1`, `a[b]=1`, `a[]=1`), in a list where a
 * name comes more than once. Nothing is lost: what a list leaves out is null, a name whose brackets do not close is one as it stands. Throws
 * INPUT_INVALID beyond the limits of query strings, and for a name that has a text and a value below it.
 */
export function parseQuery(text: string): { [name: string]: Json } {
  if (text.length > longest) throw invalid(`longer than ${longest} characters`);
  const parts = text.split('&').filter((part) => part !== '');
  if (parts.length > mostParameters) throw invalid(`more than ${mostParameters} parameters`);
  const root = newBranch();
  for (const part of parts) {
    const at = part.indexOf('=');
    const name = decode(at < 0 ? part : part.slice(0, at));
    branchAt(root, stepsOf(name)).texts.push(at < 0 ? '' : decode(part.slice(at + 1)));
  }
  let missing = 0;
  const toList = (items: Map<string, Branch>, path: string): Json[] => {
    const length = Math.max(...[...items.keys()].map(Number)) + 1;
    missing += length - items.size;
    if (length > mostParameters || missing > mostParameters)
      throw invalid(`${path.slice(0, 100)}: lists can leave out at most ${mostParameters} items in all`);
    return Array.from({ length }, (_, n) => {
      const item = items.get(String(n));
      return item ? toValue(item, `${path}[${n}]`) : null;
    });
  };
  const toObject = (items: Map<string, Branch>, path: string): { [name: string]: Json } =>
    Object.fromEntries([...items].map(([name, item]) => [name, toValue(item, path ? `${path}[${name}]` : name)]));
  const toValue = ({ texts, below }: Branch, path: string): Json => {
    const [only, ...more] = texts;
    if (only !== undefined && below.size > 0) throw invalid(`${path.slice(0, 100)} has a text, and values below it`);
    if (only !== undefined) return more.length > 0 ? texts : only;
    return [...below.keys()].every((name) => place.test(name)) ? toList(below, path) : toObject(below, path);
  };
  return toObject(root.below, '');
}

const invalid = (reason: string) => refusal('INPUT_INVALID', { path: 'query', reason });
const newBranch = (): Branch => ({ texts: [], below: new Map() });

function stepsOf(name: string): string[] {
  if (!nested.test(name)) return [name];
  const steps = Array.from(name.matchAll(step), ([whole, inBrackets]) => inBrackets ?? whole);
  if (steps.length > mostLevels + 1) throw invalid(`a name nests deeper than ${mostLevels} levels`);
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
