import { inBatches } from './inBatches';

/**
 * Reads by keys for one viewer. What calls of the same viewer read by the same `name` while such a statement runs goes together in the next one,
 * and each key once: `load` has to give the same result, whichever call asks for it.
 *
 * @param rows how many rows a key may give
 */
export type ShareReads = <Key, Value>(
  name: string,
  keys: readonly Key[],
  load: (keys: Key[]) => Promise<Map<Key, Value>>,
  rows?: number,
) => Promise<Map<Key, Value>>;

/** What goes by one name. */
interface Shared {
  users: number;
  read: (asked: Asked) => Promise<Map<unknown, unknown>>;
}

interface Asked {
  keys: readonly unknown[];
  rows: number;
  load: (keys: unknown[]) => Promise<Map<unknown, unknown>>;
}

/** How many rows may be read together, unless one call alone wants more. */
const maxRowsPerBatch = 2_000;

/** The shared reads of one server process. Viewers are told apart by the object: what is in memory of the configuration is one for all calls. */
export function createSharedReads(maxWaitMs: number): (viewer: object) => ShareReads {
  const byViewer = new WeakMap<object, Map<string, Shared>>();

  async function readBatch(asked: Asked[]): Promise<Map<unknown, unknown>[]> {
    const [first] = asked;
    const found = first ? await first.load([...new Set(asked.flatMap(({ keys }) => keys))]) : new Map<unknown, unknown>();
    return asked.map(() => found);
  }

  return (viewer) => {
    const reads = byViewer.get(viewer) ?? new Map<string, Shared>();
    byViewer.set(viewer, reads);
    return async (name, keys, load, rows = 1) => {
      const known = reads.get(name);
      const shared: Shared = known ?? {
        users: 0,
        read: inBatches(readBatch, { maxWaitMs, weigh: (asked) => asked.keys.length * asked.rows, maxBatchWeight: maxRowsPerBatch }),
      };
      if (!known) reads.set(name, shared);
      shared.users += 1;
      try {
        return (await shared.read({ keys, rows, load: load as Asked['load'] })) as Awaited<ReturnType<typeof load>>;
      } finally {
        shared.users -= 1;
        // Names hold arguments: they are as many as callers think of.
        if (shared.users === 0) reads.delete(name);
      }
    };
  };
}
