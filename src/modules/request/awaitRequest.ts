import { sql } from '../../sql';
import { refusal } from '../../errors';
import type { Feed } from '../../store/createFeed';
import { inBatches } from '../../store/inBatches';
import type { Database } from '../../store/openDatabase';
import { createWakeSignal } from '../subscription/watch';

/** The progress of a request that callers can wait for. */
export interface RequestProgress {
  isClosed: boolean;
  /** A RESPONSE activity has answered. */
  isAnswered: boolean;
}

/** What the waiting calls of a process share. */
export interface Waits {
  feed: Feed;
  /** Resolves to how a request stands now, null for none of that number. Those who ask at the same time share a statement. */
  loadProgress(requestId: number): Promise<RequestProgress | null>;
  /** Counts as one who waits while `work` runs. Throws WAITS_EXCEEDED when there are too many. */
  join<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** What is waited for. */
export interface Awaited {
  requestId: number;
  isReached: (progress: RequestProgress) => boolean;
  /** In milliseconds. */
  timeoutMs: number;
  /** Aborted when it is not worth waiting any more: the caller is gone, or the process is to stop. */
  signal: AbortSignal;
}

/**
 * Waits until a request stands as is wanted, and says whether it does: false when the time has passed, the signal was aborted, or the request does not exist.
 * It is notified of changes, in this process or another, and holds no connection meanwhile. Throws WAITS_EXCEEDED.
 */
export function awaitRequest(waits: Waits, { requestId, isReached, timeoutMs, signal }: Awaited): Promise<boolean> {
  return waits.join(async () => {
    const deadline = performance.now() + timeoutMs;
    const wakeSignal = createWakeSignal(signal);
    // Before the first look, so that nothing falls between.
    const unwatch = waits.feed.watch((changed) => {
      if (changed?.has(requestId) ?? true) wakeSignal.notify();
    });
    try {
      do {
        const progress = await waits.loadProgress(requestId);
        if (!progress || isReached(progress)) return progress !== null;
      } while (!signal.aborted && (await wakeSignal.wait(Math.max(0, deadline - performance.now()))));
      return false;
    } finally {
      unwatch();
    }
  });
}

/** For at most so many calls that wait at a time. One per server process. */
export function createWaits({ db, feed, maxWaits }: { db: Database; feed: Feed; maxWaits: number }): Waits {
  let waiting = 0;

  async function loadProgressBatch(requestIds: number[]): Promise<(RequestProgress | null)[]> {
    // One JSON text, not an array: PostgreSQL would plan the statement anew for each number of elements.
    const rows = await db.read<RequestProgress & { id: number }>(sql`
      SELECT id, status = 'CLOSED' AS "isClosed", COALESCE(jsonb_typeof(engine -> 'answer') = 'object', false) AS "isAnswered"
      FROM request WHERE id IN (SELECT value::int FROM jsonb_array_elements_text(${JSON.stringify([...new Set(requestIds)])}::jsonb))`);
    const found = new Map(rows.map(({ id, ...progress }) => [id, progress]));
    return requestIds.map((id) => found.get(id) ?? null);
  }

  return {
    feed,
    loadProgress: inBatches(loadProgressBatch, { concurrency: 1, maxBatchSize: 1_000 }),
    async join(work) {
      if (waiting >= maxWaits) throw refusal('WAITS_EXCEEDED', { limit: maxWaits }, { retryAfter: 1 });
      waiting += 1;
      try {
        return await work();
      } finally {
        waiting -= 1;
      }
    },
  };
}
