import type { Json } from '../../engine/state';
import { isObject } from '../isObject';
import type { ValuePath } from './valuePath';

/** Of a value what is at these paths, in the structure that it has; holes of lists are null. Undefined where there is nothing. */
export function takeAt(value: Json, paths: readonly ValuePath[]): Json | undefined {
  if (paths.some((path) => path.length === 0)) return value;
  const steps = new Set(paths.flatMap(([first]) => (first === undefined ? [] : [first])));
  const below = (step: string | number) => paths.filter(([first]) => first === step).map(([, ...rest]) => rest);
  if (Array.isArray(value)) {
    const taken: (Json | undefined)[] = [];
    for (const step of steps) {
      const item = typeof step === 'number' ? value[step] : undefined;
      if (item !== undefined) taken[Number(step)] = takeAt(item, below(step));
    }
    return Array.from(taken, (item) => item ?? null);
  }
  if (!isObject(value)) return undefined;
  return Object.fromEntries(
    [...steps].flatMap((step): [string, Json][] => {
      const taken = typeof step === 'string' && Object.hasOwn(value, step) ? takeAt(value[step] as Json, below(step)) : undefined;
      return taken === undefined ? [] : [[String(step), taken]];
    }),
  );
}
