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
  /** The same, and a number for a new request; null where the value was not in memory. */
  getWithNumber<Value extends object>(key: string, load: () => Promise<Value | null>): Promise<[Value | null, number | null]>;
}

/**
 * The revision, which triggers count up with each change that is committed, and the day, since delegations have a first and a last one; and
 * numbers for so many new requests.
 */
const stampText = `
  SELECT revision || ' ' || (now() AT TIME ZONE 'UTC')::date AS stamp,
    CASE WHEN $1 > 0 THEN ARRAY(SELECT nextval('request_id_seq')::int FROM generate_series(1, $1)) ELSE '{}' END AS numbers
  FROM configuration`;

type Read = (statement: PreparedStatement) => Promise<{ stamp: string; numbers: number[] }[]>;

/** An empty memory. */
export function createConfiguration(read: Read, longestMs: number): Configuration {
  const kept = new LRUCache<string, Promise<object | null>>({ max: limits.configurationEntries.value });
  let stamp = '';
  let [asked, stampedBy] = [0, 0];

  async function askTogether(uses: { takesNumber: boolean }[]): Promise<(number | null)[]> {
    const question = (asked += 1);
    const count = uses.filter(({ takesNumber }) => takesNumber).length;
    const [row] = await read({ name: 'loadConfigurationStamp', text: stampText, values: [count] });
    // Of two questions that are under way the later one may be answered first: then the earlier one says nothing new.
    if (row && question > stampedBy) {
      stampedBy = question;
      if (row.stamp !== stamp) kept.clear();
      stamp = row.stamp;
    }
    const numbers = row?.numbers.values();
    return uses.map(({ takesNumber }) => (takesNumber ? (numbers?.next().value ?? null) : null));
  }

  // One question at a time: it takes a moment, and so has more to share it.
  const ask = inGroups(askTogether, { lanes: 1, longestMs });

  function find<Value extends object>(key: string, load: () => Promise<Value | null>): Promise<Value | null> {
    const known = kept.get(key);
    if (known) return known as Promise<Value | null>;
    const loading = load();
    kept.set(key, loading);
    const forget = () => {
      if (kept.peek(key) === loading) kept.delete(key);
    };
    loading.then((found) => found ?? forget(), forget);
    return loading;
  }

  return {
    async get(key, load) {
      await ask({ takesNumber: false });
      return find(key, load);
    },
    async getWithNumber(key, load) {
      // What is not known may not exist: then no number is wasted.
      const number = await ask({ takesNumber: kept.has(key) });
      return [await find(key, load), number];
    },
  };
}
