import DataLoader from 'dataloader';
import type { Budget } from './createBudget';

/** The batching of one call: what fields of many objects ask for goes into one statement. */
export interface Loaders {
  /** The value for `key` from the loader of that name, made by `batch` when it is first asked for. Throws when the call has been ended. */
  load<Key extends number | string, Value>(name: string, key: Key, batch: (keys: Key[]) => Promise<Map<Key, Value>>): Promise<Value | null>;
  /** Returns what `make` gives when something of that name is first asked for. */
  once<Made>(name: string, make: () => Made): Made;
  /** Forgets what was read: something is written. */
  clear(): void;
}

/** A fresh set of loaders; what it has read, it does not read again until it is cleared. */
export function createLoaders(budget: Pick<Budget, 'checkBudget'>): Loaders {
  const loaders = new Map<string, DataLoader<number | string, unknown>>();
  const made = new Map<string, unknown>();
  return {
    load<Key extends number | string, Value>(name: string, key: Key, batch: (keys: Key[]) => Promise<Map<Key, Value>>) {
      let loader = loaders.get(name) as DataLoader<Key, Value | null> | undefined;
      if (!loader) {
        loader = new DataLoader<Key, Value | null>(async (keys) => {
          // Asked when the statement is about to be sent: what made up the batch may have been too much.
          budget.checkBudget();
          const found = await batch([...keys]);
          return keys.map((one) => found.get(one) ?? null);
        });
        loaders.set(name, loader);
      }
      return loader.load(key);
    },
    once<Made>(name: string, make: () => Made): Made {
      const known = made.get(name) as Made | undefined;
      if (known !== undefined) return known;
      const own = make();
      made.set(name, own);
      return own;
    },
    clear: () => loaders.clear(),
  };
}
