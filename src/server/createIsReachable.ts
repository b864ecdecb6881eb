import { sql } from '../sql';
import type { Database } from '../store/openDatabase';

/** How long an answer is valid, and how long the database may take for it, in milliseconds. */
const validMs = 1_000;
const timeoutMs = 2_000;

/**
 * Asks whether this is a standby, and writes a temporary file of 280 KB, since `work_mem` does not hold so many numbers: on a full disk
 * that fails. It leaves nothing behind, neither in a table nor in the write-ahead log.
 */
const probe = sql`
  SELECT
    current_setting('transaction_read_only') = 'off' AS "isWritable",
    (SELECT count(*) FROM generate_series(1, 20000 + 0 * length(set_config('work_mem', '64kB', true)))) AS written`;

/** Returns whether the database answers and can store something. It is asked once per second, however often callers ask: they need no log-in. */
export function createIsReachable(db: Database): () => Promise<boolean> {
  let answer = Promise.resolve(false);
  let askedAt = -Infinity;
  return () => {
    if (performance.now() - askedAt >= validMs) {
      askedAt = performance.now();
      answer = ask(db);
    }
    return answer;
  };
}

async function ask(db: Database): Promise<boolean> {
  const timeout = new Promise<boolean>((resolve) => setTimeout(resolve, timeoutMs, false).unref());
  const answer = db.query<{ isWritable: boolean }>(probe).then(
    ([row]) => row?.isWritable === true,
    () => false,
  );
  return Promise.race([answer, timeout]);
}
