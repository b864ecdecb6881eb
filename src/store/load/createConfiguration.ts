import { LRUCache } from 'lru-cache';
import { limits } from '../../limits';
import { inBatches } from '../inBatches';
import type { PreparedStatement } from '../openDatabase';

/**
 * What a server process has in memory of the configuration: users with their groups and delegations, API tokens, hooks, processes. Each use asks
 * the database for the revision first, so that whatever was changed before, by any server, counts. Uses at the same time share one question.
 */
export interface Configuration {
  /** What `load` gives. It is called again once anything of the configuration has changed, or a day of UTC has begun; null is not kept. */
  get<Value extends object>(key: string, load: () => Promise<Value | null>): Promise<Value | null>;
  /** The same, and a number for a new request; null where the value was not in memory, or does not want one: then it may be out of date. */
  getWithNumber<Value extends object>(
    key: string,
    load: () => Promise<Value | null>,
    wantsNumber: (value: Value) => boolean,
  ): Promise<[Value | null, number | null]>;
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

interface Kept {
  loading: Promise<object | null>;
  /** Once it is loaded. */
  value?: object;
}

/** An empty memory. */
export function createConfiguration(read: Read, maxWaitMs: number): Configuration {
  const kept = new LRUCache<string, Kept>({ max: limits.configurationEntries.value });
  let stamp = '';
  let [asked, stampedBy] = [0, 0];

  async function readNumbers(uses: { takesNumber: boolean }[]): Promise<(number | null)[]> {
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
  const readNumber = inBatches(readNumbers, { concurrency: 1, maxWaitMs });

  function find<Value extends object>(key: string, load: () => Promise<Value | null>): Promise<Value | null> {
    const known = kept.get(key);
    if (known) return known.loading as Promise<Value | null>;
    const loading = load();
    const own: Kept = { loading };
    kept.set(key, own);
    const settle = (value?: Value | null) => {
      if (value) own.value = value;
      else if (kept.peek(key) === own) kept.delete(key);
    };
    loading.then(settle, () => settle());
    return loading;
  }

  return {
    async get(key, load) {
      await readNumber({ takesNumber: false });
      return find(key, load);
    },
    async getWithNumber<Value extends object>(key: string, load: () => Promise<Value | null>, wantsNumber: (value: Value) => boolean) {
      const known = kept.peek(key)?.value as Value | undefined;
      if (known && !wantsNumber(known)) return [known, null];
      // What is not known may not exist: then no number is wasted.
      const number = await readNumber({ takesNumber: known !== undefined });
      return [await find(key, load), number];
    },
  };
}
