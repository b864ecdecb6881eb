import { isNativeError } from 'node:util/types';
import { refusal } from '../errors';

interface Waiting<Item, Result> {
  item: Item;
  since: number;
  weight: number;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/** How long a batch runs until the next one no longer waits for its end, in milliseconds. */
const slowBatchMs = 10;

/**
 * Returns a function that collects items into batches: items that arrive while a batch is running share the next one. `run` receives the
 * items of a batch and gives a result for each, in their order, or an Error where that item alone fails; when it throws,
 * the whole batch fails. Few large batches cost less than many small ones, so a second batch runs beside the first only while that one is slow,
 * or when enough items wait to fill a batch.
 *
 * @param concurrency how many batches can run at a time
 * @param maxBatchSize items per batch
 * @param weigh what an item weighs; a batch weighs at most `maxBatchWeight`, unless it is one item
 * @param maxWaitMs how long an item waits for a batch at most, in milliseconds; then it fails by DATABASE_TOO_SLOW
 * @param apart items of the same key never share a batch; those without one may always
 */
export function inBatches<Item, Result>(
  run: (items: Item[]) => Promise<(Result | Error)[]>,
  {
    concurrency = 2,
    maxBatchSize = 128,
    apart = () => [],
    weigh = () => 0,
    maxBatchWeight = Infinity,
    maxWaitMs = Infinity,
  }: {
    concurrency?: number;
    maxBatchSize?: number;
    apart?: (item: Item) => readonly string[];
    weigh?: (item: Item) => number;
    maxBatchWeight?: number;
    maxWaitMs?: number;
  } = {},
): (item: Item) => Promise<Result> {
  let waiting: Waiting<Item, Result>[] = [];
  let running = 0;
  /** Those of them that are not slow. */
  const quick = new Set<Waiting<Item, Result>[]>();

  function takeBatch(): Waiting<Item, Result>[] {
    const keys = new Set<string>();
    const batch: Waiting<Item, Result>[] = [];
    const rest: Waiting<Item, Result>[] = [];
    let weight = 0;
    for (const one of waiting) {
      const own = apart(one.item);
      const isTooHeavy = batch.length > 0 && weight + one.weight > maxBatchWeight;
      if (batch.length === maxBatchSize || isTooHeavy || own.some((key) => keys.has(key))) rest.push(one);
      else {
        weight += one.weight;
        own.forEach((key) => keys.add(key));
        batch.push(one);
      }
    }
    waiting = rest;
    return batch;
  }

  async function runBatch(batch: Waiting<Item, Result>[]): Promise<void> {
    running += 1;
    quick.add(batch);
    const slow = setTimeout(() => {
      quick.delete(batch);
      pump();
    }, slowBatchMs);
    try {
      const results = await run(batch.map(({ item }) => item));
      if (results.length !== batch.length) throw new Error(`${results.length} results for ${batch.length} items`);
      results.forEach((result, index) => {
        if (isNativeError(result)) batch[index]?.reject(result);
        else batch[index]?.resolve(result);
      });
    } catch (error) {
      batch.forEach(({ reject }) => {
        reject(error);
      });
    } finally {
      running -= 1;
      clearTimeout(slow);
      quick.delete(batch);
      setImmediate(pump);
    }
  }

  function dropLate(): void {
    const oldest = performance.now() - maxWaitMs;
    for (const { since, reject } of waiting) if (since < oldest) reject(refusal('DATABASE_TOO_SLOW', {}, { retryAfter: 1 }));
    waiting = waiting.filter(({ since }) => since >= oldest);
  }

  function pump(): void {
    dropLate();
    while (waiting.length > 0 && running < concurrency && (quick.size === 0 || waiting.length >= maxBatchSize)) void runBatch(takeBatch());
  }

  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, weight: weigh(item), since: performance.now(), resolve, reject });
      // Not at once: what arrived in the same turn of the event loop goes together.
      if (waiting.length === 1 || waiting.length === maxBatchSize) setImmediate(pump);
    });
}
