import jsonata from 'jsonata';
import { quotaName, type EvaluationQuota } from './evaluationQuota';
import { checkArguments } from './checkArguments';

/** A function of JSONata as it keeps it: what it does, and the signature by which it checks its arguments. */
interface JsonataFunction {
  _jsonata_function: true;
  implementation: (this: Focus, ...parameters: unknown[]) => unknown;
  signature: unknown;
}

/** What JSONata gives a function as `this`. */
interface Focus {
  environment: { lookup(name: string): unknown; timestamp?: Date };
}

const names =
  'sum count max min average string substring substringBefore substringAfter lowercase uppercase length trim pad match contains ' +
  'replace split join formatNumber formatBase formatInteger parseInteger number floor ceil round abs sqrt power boolean not map zip ' +
  'filter single reduce sift keys lookup append exists spread merge reverse each error assert type sort distinct base64encode ' +
  'base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl now millis toMillis fromMillis clone';

/** By name, without `$`. */
type BuiltIns = ReadonlyMap<string, JsonataFunction>;

/** All functions of JSONata that expressions may use. */
const builtIns = load(names.split(' '));

type Implementation = JsonataFunction['implementation'];

const guarded = builtIns.then((functions) => new Map([...functions].map(([name, builtIn]) => [name, guard(name, builtIn)])));

/**
 * The built-in functions of these names as bindings, held to the evaluation's allowance. For `$now`, `$millis` and
 * `$toMillis` it is the command's time instead of the clock's.
 */
export async function boundFunctions(names: ReadonlySet<string>, time: Date): Promise<{ [name: string]: JsonataFunction }> {
  const [functions, originals] = [await guarded, await builtIns];
  const bound: { [name: string]: JsonataFunction } = {};
  for (const name of names) {
    const original = originals.get(name);
    const implementation = original && timed(name, originals, time);
    const builtIn = implementation ? guard(name, { ...original, implementation }) : functions.get(name);
    if (builtIn) bound[name] = builtIn;
  }
  return bound;
}

function timed(name: string, originals: BuiltIns, time: Date): Implementation | undefined {
  const call = (original: string, ...parameters: unknown[]) =>
    originals.get(original)?.implementation.apply({ environment: { timestamp: time, lookup: () => undefined } }, parameters);
  switch (name) {
    case 'now':
      return (picture, timezone) => call('fromMillis', time.getTime(), picture, timezone);
    case 'millis':
      return () => time.getTime();
    case 'toMillis':
      return (text, picture) => call('toMillis', text, picture);
    default:
      return undefined;
  }
}

function guard(name: string, { implementation, ...rest }: JsonataFunction): JsonataFunction {
  function guarded(this: Focus, ...parameters: unknown[]): unknown {
    const quota = this.environment.lookup(quotaName) as EvaluationQuota;
    const pause = quota.countStep();
    if (pause) return pause.then(() => guarded.apply(this, parameters));
    checkArguments(name, quota, parameters);
    const result = implementation.apply(this, parameters);
    return result instanceof Promise ? result.then((value: unknown) => quota.add(value)) : quota.add(result);
  }
  // JSONata looks at these to know the parameters.
  Object.defineProperties(guarded, { length: { value: implementation.length }, toString: { value: () => String(implementation) } });
  return { ...rest, implementation: guarded };
}

async function load(all: string[]): Promise<BuiltIns> {
  const functions = (await jsonata(`[${all.map((name) => `$${name}`).join()}]`).evaluate(null)) as JsonataFunction[];
  const builtIns = new Map(all.map((name, at) => [name, functions[at] as JsonataFunction]));
  const sort = builtIns.get('sort') as JsonataFunction;
  return builtIns.set('sort', { ...sort, implementation: sortFast(sort.implementation) });
}

// Without a comparator JSONata sorts numbers and texts with memory by the square of their number, and without a break.
function sortFast(original: JsonataFunction['implementation']): JsonataFunction['implementation'] {
  return function (list, comparator) {
    if (comparator !== undefined || !isSortable(list)) return original.call(this, list, comparator);
    return list.toSorted((a, b) => (a > b ? 1 : a < b ? -1 : 0));
  };
}

function isSortable(list: unknown): list is number[] | string[] {
  return Array.isArray(list) && (list.every((item) => typeof item === 'number') || list.every((item) => typeof item === 'string'));
}
