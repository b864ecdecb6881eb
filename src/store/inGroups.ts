import { isNativeError } from 'node:util/types';
import { refusal } from '../errors';

interface Waiting<Item, Result> {
  item: Item;
  since: number;
  weight: number;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/** How long a group runs until the next one no longer waits for its end, in milliseconds. */
const slowGroupMs = 10;

/**
 * Makes one call out of many: items that arrive while a group is running go together in the next one. `run` gets the
 * items of a group and gives a result for each, in their order, or an Error where that item alone fails; when it throws,
 * the whole group fails. Few large groups cost less than many small ones, so a second group runs beside the first only while that one is slow,
 * or when enough items wait for a group of the largest size.
 *
 * @param lanes how many groups can run at once
 * @param most the largest group
 * @param weigh what an item weighs; a group weighs `heaviest` at most, unless it is one item
 * @param longestMs how long an item waits for a group at most, in milliseconds; then it fails by DATABASE_TOO_SLOW
 * @param apart items of the same key never share a group; those without one may always
 */
export function inGroups<Item, Result>(
  run: (items: Item[]) => Promise<(Result | Error)[]>,
  {
    lanes = 2,
    most = 128,
    apart = () => [],
    weigh = () => 0,
    heaviest = Infinity,
    longestMs = Infinity,
  }: {
    lanes?: number;
    most?: number;
    apart?: (item: Item) => readonly string[];
    weigh?: (item: Item) => number;
    heaviest?: number;
    longestMs?: number;
  } = {},
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running = 0;
  /** Those of them that are not slow. */
  const quick = new Set<Waiting<Item, Result>[]>();

  function takeGroup(): Waiting<Item, Result>[] {
    const keys = new Set<string>();
    const group: Waiting<Item, Result>[] = [];
    const rest: Waiting<Item, Result>[] = [];
    let weight = 0;
    for (const one of waiting) {
      const own = apart(one.item);
      const isTooHeavy = group.length > 0 && weight + one.weight > heaviest;
      if (group.length === most || isTooHeavy || own.some((key) => keys.has(key))) rest.push(one);
      else {
        weight += one.weight;
        own.forEach((key) => keys.add(key));
        group.push(one);
      }
    }
    waiting = rest;
    return group;
  }

  async function runGroup(group: Waiting<Item, Result>[]): Promise<void> {
    running += 1;
    quick.add(group);
    const slow = setTimeout(() => {
      quick.delete(group);
      pump();
    }, slowGroupMs);
    try {
      const results = await run(group.map(({ item }) => item));
      if (results.length !== group.length) throw new Error(`${results.length} results for ${group.length} items`);
      results.forEach((result, index) => {
        if (isNativeError(result)) group[index]?.reject(result);
        else group[index]?.resolve(result);
      });
    } catch (error) {
      group.forEach(({ reject }) => {
        reject(error);
      });
    } finally {
      running -= 1;
      clearTimeout(slow);
      quick.delete(group);
      setImmediate(pump);
    }
  }

  function dropLate(): void {
    const oldest = performance.now() - longestMs;
    for (const { since, reject } of waiting) if (since < oldest) reject(refusal('DATABASE_TOO_SLOW', {}, { retryAfter: 1 }));
    waiting = waiting.filter(({ since }) => since >= oldest);
  }

  function pump(): void {
    dropLate();
    while (waiting.length > 0 && running < lanes && (quick.size === 0 || waiting.length >= most)) void runGroup(takeGroup());
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, weight: weigh(item), since: performance.now(), resolve, reject });
      // Not at once: what arrived in the same turn of the event loop goes together.
      if (waiting.length === 1 || waiting.length === most) setImmediate(pump);
    });
}
