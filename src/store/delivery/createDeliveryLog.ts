import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { databaseTroubleOf, isConnectionLoss } from '../connection/databaseTrouble';
import type { Delivery } from './delivery';
import { inBatches } from '../inBatches';
import { logDeliveries, toDeliveryRows } from './logDeliveries';
import type { Database } from '../openDatabase';

/** Enters calls in the log whose entry was not written together with an effect. */
export interface DeliveryLog {
  /**
   * Has a delivery entered soon, together with others, unless it is already; one whose work still runs, once that has ended. Waits for nothing and
   * never throws; what is too much is dropped, counted and said.
   */
  add(delivery: Delivery): void;
  /** Ends when everything is entered that was added so far. */
  settle(): Promise<void>;
}

interface Own {
  db: Database;
  log: Logger;
  /** Hears of each entry that is dropped. */
  dropped?: () => void;
}

/** What may wait at a time, in entries and in characters of headers and bodies. */
const maxWaitingEntries = 10_000;
const maxWaitingCharacters = 32_000_000;
/** How often it says that it drops, in milliseconds. */
const warnIntervalMs = 10_000;
/** For how long it tries again while the database is away, in milliseconds. */
const retryMs = 10_000;

const statement = {
  name: 'logDeliveries',
  text: `WITH ${logDeliveries('$1')} SELECT entry::float8 AS id FROM delivered ORDER BY n`,
};

/** Entries at once … */
const burstSize = 600;
/** … and then one per this many milliseconds. */
const refillMs = 1_000;

/** One per server process. Of callers who are not who they should be, few are entered: see `createLogLimit`. */
export function createDeliveryLog({ db, log, dropped = () => undefined }: Own): DeliveryLog {
  const allows = createLogLimit();
  const waiting = new Set<Promise<unknown>>();
  let weight = 0;
  let lost = { entries: 0, warnedAt: -Infinity };

  const enter = inBatches((deliveries: Delivery[]) => write(deliveries), { concurrency: 1 });

  async function write(deliveries: Delivery[]): Promise<(null | Error)[]> {
    const deadline = performance.now() + retryMs;
    for (;;) {
      try {
        const values = [JSON.stringify(toDeliveryRows(deliveries.map((delivery, n) => ({ delivery, n }))))];
        const rows = await db.query<{ id: number }>({ ...statement, values });
        deliveries.forEach((delivery, n) => (delivery.id = rows[n]?.id ?? null));
        return deliveries.map(() => null);
      } catch (error) {
        const [one, ...others] = deliveries;
        // It may be entered twice then, rather than not at all.
        if (isConnectionLoss(error) && performance.now() < deadline) await sleep(500);
        // One by one they would each wait as long again.
        else if (databaseTroubleOf(error)) return deliveries.map(() => error as Error);
        // Only what cannot be stored is lost, not its neighbors.
        else if (one && others.length > 0) return [...(await write([one])), ...(await write(others))];
        else return [error as Error];
      }
    }
  }

  function drop(error?: unknown): void {
    dropped();
    lost.entries += 1;
    if (performance.now() - lost.warnedAt < warnIntervalMs) return;
    log.warn({ err: error, entries: lost.entries }, 'deliveries are not being logged: there are too many, or they cannot be written');
    lost = { entries: 0, warnedAt: performance.now() };
  }

  /** The work may enter it with its effect, as it was before the answer or after: what is entered is told its end, and is entered once. */
  function addAfter(work: Promise<void>, delivery: Delivery): void {
    const ended: Promise<void> = work.then(() => {
      waiting.delete(ended);
      add({ ...delivery, work: null, isWritten: delivery.isWritten && delivery.id === null });
    });
    waiting.add(ended);
  }

  function add(delivery: Delivery): void {
    if (delivery.isWritten) return;
    const own = (delivery.headers?.length ?? 0) + (delivery.body?.length ?? 0);
    const isTooMuch = waiting.size >= maxWaitingEntries || weight + own > maxWaitingCharacters;
    if (isTooMuch || (delivery.userId === null && delivery.replayOfId === null && !allows(delivery.applicationId))) {
      drop();
      return;
    }
    weight += own;
    const entered: Promise<void> = enter(delivery)
      .then(() => undefined, drop)
      .finally(() => {
        weight -= own;
        waiting.delete(entered);
      });
    waiting.add(entered);
  }

  return {
    add(delivery) {
      if (delivery.work) addAfter(delivery.work, delivery);
      else add(delivery);
    },
    async settle() {
      while (waiting.size > 0) await Promise.all(waiting);
    },
  };
}

/**
 * Returns what callers may have done who are not who they should be: 600 at once and then one a second, of each key and of all without one. So a
 * flood of them fills no disk.
 */
function createLogLimit(): (key: number | null) => boolean {
  const left = new Map<number | null, { count: number; at: number }>();
  return (key) => {
    const now = performance.now();
    const { count, at } = left.get(key) ?? { count: burstSize, at: now };
    const present = Math.min(burstSize, count + (now - at) / refillMs);
    left.set(key, { count: Math.max(0, present - 1), at: now });
    return present >= 1;
  };
}
