import type { Json } from '../engine/state';
import { isObject } from './guards';

/** The steps from a value to a value in it: names of fields, and places in lists. */
export type ValuePath = (string | number)[];

const plain = String.raw`[^.[\]"]+`;
const quoted = String.raw`\["(?:[^"\\]|\\.)*"\]`;
const index = String.raw`\[\d{1,6}\]`;
const wholePath = new RegExp(`^(${plain}|${index}|${quoted})(\\.${plain}|${index}|${quoted})*$`, 'u');
const step = new RegExp(`\\[(?<index>\\d+)\\]|\\[(?<quoted>"(?:[^"\\\\]|\\\\.)*")\\]|(?<plain>${plain})`, 'gu');

/** Reads a path such as `b.c`, `query[0].a`, `x-id` or `["a.b"]`; null for what is none. */
export function parseValuePath(text: string): ValuePath | null {
  if (!wholePath.test(text)) return null;
  try {
    return [...text.matchAll(step)].map(({ groups = {} }) => {
      if (groups['index'] !== undefined) return Number(groups['index']);
      return groups['quoted'] === undefined ? (groups['plain'] ?? '') : (JSON.parse(groups['quoted']) as string);
    });
  } catch {
    return null;
  }
}

/** Writes a path as `parseValuePath` reads it. */
export function formatValuePath(path: ValuePath): string {
  return path
    .map((part, n) => {
      if (typeof part === 'number') return `[${part}]`;
      if (part === '' || /[.[\]"]/.test(part)) return `[${JSON.stringify(part)}]`;
      return n === 0 ? part : `.${part}`;
    })
    .join('');
}

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
