import { LRUCache } from 'lru-cache';
import { limits } from '../limits';
import { inGroups } from './inGroups';
import type { PreparedStatement } from './openDatabase';

/**
 * What a server process has in memory of the configuration: users with their groups and delegations, API tokens, hooks, processes. Each use asks
 * the database for the revision first, so that whatever was changed before, by any server, counts. Uses at the same time share one question.
 */
export interface Configuration {
  /** What `load` gives. It is called again once anything of the configuration has changed, or a day of UTC has begun; null is not kept. */
  get<Value extends object>(key: string, load: () => Promise<Value | null>): Promise<Value | null>;
}

/** The revision, and the day, since delegations have a first and a last one. Triggers count up the revision with each change that is committed. */
const stampStatement: PreparedStatement = {
  name: 'loadConfigurationStamp',
  text: `SELECT revision || ' ' || (now() AT TIME ZONE 'UTC')::date AS stamp FROM configuration`,
  values: [],
};

type Read = (statement: PreparedStatement) => Promise<{ stamp: string }[]>;

/** An empty memory. */
export function createConfiguration(read: Read, longestMs: number): Configuration {
  const kept = new LRUCache<string, Promise<object | null>>({ max: limits.configurationEntries.value });
  let stamp = '';
  let [asked, stampedBy] = [0, 0];

  const check = inGroups(
    async (uses: true[]) => {
      const question = (asked += 1);
      const [row] = await read(stampStatement);
      // Of two questions that are under way the later one may be answered first: then the earlier one says nothing new.
      if (row && question > stampedBy) {
        stampedBy = question;
        if (row.stamp !== stamp) kept.clear();
        stamp = row.stamp;
      }
      return uses;
    },
    { longestMs },
  );

  return {
    async get<Value extends object>(key: string, load: () => Promise<Value | null>): Promise<Value | null> {
      await check(true);
      const known = kept.get(key);
      if (known) return known as Promise<Value | null>;
      const loading = load();
      kept.set(key, loading);
      const forget = () => {
        if (kept.peek(key) === loading) kept.delete(key);
      };
      loading.then((found) => found ?? forget(), forget);
      return loading;
    },
  };
}
