import { LRUCache } from 'lru-cache';
import { limits } from '../../limits';
import { inBatches } from '../inBatches';
import type { PreparedStatement } from '../openDatabase';

/**
 * What a server process has in memory of the configuration: users with their groups and delegations, API tokens, hooks, processes. Each use asks
 * the database for the revision first, so that whatever was changed before, by any server, counts. Uses at the same time share one question.
 */
export interface Configuration {
  /** Resolves to what `load` gives. It is called again once anything of the configuration has changed, or a day of UTC has begun; null is not kept. */
  get<Value extends object>(key: string, load: () => Promise<Value | null>): Promise<Value | null>;
  /** The same for calls that often start a request: where most calls of this key have done so, the question takes a number along. */
  getForCall<Value extends object>(key: string, load: () => Promise<Value | null>): Promise<[Value | null, CheckedCall]>;
  /**
   * The same, and a number for a new request; null where the value was not in memory, or does not want one: then it may be out of date. What the
   * call has asked before is not asked again.
   */
  getWithNumber<Value extends object>(
    key: string,
    load: () => Promise<Value | null>,
    wantsNumber: (value: Value) => boolean,
    call?: CheckedCall | null,
  ): Promise<[Value | null, number | null]>;
}

/** What a call knows from its question. */
export interface CheckedCall {
  /** Notes that the call starts a request. Returns the number that was taken along, once; null if there is none. */
  takeNumber(): number | null;
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
  /** How many of the latest calls started a request. */
  calls: { all: number; starting: number };
}

/** After so many calls numbers are taken along. */
const observedCalls = 64;
/** How many of the latest calls count. */
const countedCalls = 1_000;
/** The share of them that have to start a request: numbers that are not used are lost. */
const startingShare = 0.75;
/** A number is used only so soon, in milliseconds: requests get their numbers about in the order in which they begin. */
const numberAgeMs = 1_000;

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
    const own: Kept = { loading, calls: { all: 0, starting: 0 } };
    kept.set(key, own);
    const settle = (value?: Value | null) => {
      if (value) own.value = value;
      else if (kept.peek(key) === own) kept.delete(key);
    };
    loading.then(settle, () => settle());
    return loading;
  }

  /** Counts a call. A revision later the counts are new. */
  function countCall(key: string, number: number | null): CheckedCall {
    const { calls } = kept.peek(key) ?? {};
    if (calls && (calls.all += 1) >= countedCalls) Object.assign(calls, { all: calls.all / 2, starting: calls.starting / 2 });
    const latest = performance.now() + numberAgeMs;
    let isTaken = false;
    return {
      takeNumber() {
        if (isTaken) return null;
        isTaken = true;
        if (calls) calls.starting += 1;
        return performance.now() <= latest ? number : null;
      },
    };
  }

  function startsRequests(key: string): boolean {
    const { all, starting } = kept.peek(key)?.calls ?? { all: 0, starting: 0 };
    return all >= observedCalls && starting >= all * startingShare;
  }

  return {
    async get(key, load) {
      await readNumber({ takesNumber: false });
      return find(key, load);
    },
    async getForCall(key, load) {
      const number = await readNumber({ takesNumber: startsRequests(key) });
      const value = await find(key, load);
      return [value, countCall(key, number)];
    },
    async getWithNumber<Value extends object>(
      key: string,
      load: () => Promise<Value | null>,
      wantsNumber: (value: Value) => boolean,
      call?: CheckedCall | null,
    ) {
      const known = kept.peek(key)?.value as Value | undefined;
      if (known && !wantsNumber(known)) return [known, null];
      const along = call?.takeNumber() ?? null;
      // What is not known may not exist: then no number is wasted.
      const number = (known && along) ?? (await readNumber({ takesNumber: known !== undefined }));
      return [await find(key, load), number];
    },
  };
}
