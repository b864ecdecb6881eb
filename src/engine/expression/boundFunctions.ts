import { allowanceName, type Allowance } from './allowance';
import { builtIns, type BuiltIns, type Focus, type JsonataFunction } from './builtIns';
import { checkArguments } from './checkArguments';

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
    const allowance = this.environment.lookup(allowanceName) as Allowance;
    const pause = allowance.takeTime();
    if (pause) return pause.then(() => guarded.apply(this, parameters));
    checkArguments(name, allowance, parameters);
    const result = implementation.apply(this, parameters);
    return result instanceof Promise ? result.then((value: unknown) => allowance.add(value)) : allowance.add(result);
  }
  // JSONata looks at these to know the parameters.
  Object.defineProperties(guarded, { length: { value: implementation.length }, toString: { value: () => String(implementation) } });
  return { ...rest, implementation: guarded };
}
