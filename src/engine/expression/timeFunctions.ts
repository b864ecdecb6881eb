import jsonata from 'jsonata';

/** A function of JSONata as it keeps it: what it does, and the signature by which it checks its arguments. */
export interface JsonataFunction {
  _jsonata_function: true;
  implementation: (this: unknown, ...parameters: unknown[]) => unknown;
  signature: unknown;
}

/** The longest text that `$toMillis` reads with a picture: it uses backtracking patterns of its own. */
const longestDate = 100;

const originals = jsonata('[$now, $millis, $toMillis, $fromMillis]').evaluate(null) as Promise<
  [now: JsonataFunction, millis: JsonataFunction, toMillis: JsonataFunction, fromMillis: JsonataFunction]
>;

/** JSONata's `$now`, `$millis` and `$toMillis`, for which it is the command's time instead of the clock's, as bindings. */
export async function timeFunctions(time: Date): Promise<{ [name: string]: JsonataFunction }> {
  const [now, millis, toMillis, fromMillis] = await originals;
  return {
    now: { ...now, implementation: (...parameters) => fromMillis.implementation(time.getTime(), ...parameters) },
    millis: { ...millis, implementation: () => time.getTime() },
    toMillis: {
      ...toMillis,
      implementation: (text, picture) => {
        if (typeof text === 'string' && text.length > longestDate) throw new Error(`$toMillis takes at most ${longestDate} characters`);
        return toMillis.implementation.call({ environment: { timestamp: time } }, text, picture);
      },
    },
  };
}
