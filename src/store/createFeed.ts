import { randomUUID } from 'node:crypto';
import { sql } from '../sql';
import type { Logger } from 'pino';
import { listen, channel, type Listening } from './connection/listen';
import type { Database } from './openDatabase';

/** The requests that were changed; null: any of them may have been. One and the same set for all who hear of it. */
export type Changed = ReadonlySet<number> | null;

/** Tells within a process what was committed, in this process or another. */
export interface Feed {
  /** Calls `onChange` after each change, until the returned function is called. It may report changes that did not happen. */
  watch(onChange: (changed: Changed) => void): () => void;
  stop(): Promise<void>;
}

/** What comes within this time is told together. In milliseconds, like those below. */
const gatherMs = 50;
/** How often it says that it listens; commits believe it for a minute. */
const registerEveryMs = 20_000;
/** A commit whose snapshot is older than our listening tells us nothing: so long after it began, everything may have changed. */
const settleMs = 1_000;

/** A feed of the database at `url`, past any PgBouncer. It listens from when it is first watched. */
export function createFeed({ db, url, log }: { db: Database; url: string | undefined; log: Logger }): Feed {
  const id = randomUUID();
  const watchers = new Set<(changed: Changed) => void>();
  let gathered: Set<number> | null = new Set();
  let timer: NodeJS.Timeout | undefined;
  let registering: NodeJS.Timeout | undefined;
  let listening: Listening | undefined;

  function publish(changed: Iterable<number> | null): void {
    if (changed === null) gathered = null;
    else for (const requestId of changed) gathered?.add(requestId);
    timer ??= setTimeout(() => {
      timer = undefined;
      const batch = gathered;
      gathered = new Set();
      for (const onChange of [...watchers]) onChange(batch);
    }, gatherMs);
  }

  async function registerListener(): Promise<void> {
    if (watchers.size === 0) return;
    await db.query(sql`
      WITH gone AS (DELETE FROM listener WHERE seen_at < now() - interval '1 hour')
      INSERT INTO listener (id, seen_at) VALUES (${id}::uuid, now()) ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`);
  }

  async function onListening(): Promise<void> {
    await registerListener();
    publish(null);
    setTimeout(() => publish(null), settleMs).unref();
  }

  /** Does it now, whatever becomes of it: the next time comes soon. */
  function inBackground(what: () => Promise<void>): void {
    what().catch((error: unknown) => log.debug({ err: error }, 'could not register this server process as a listener'));
  }

  return {
    watch(onChange) {
      if (url === undefined) throw new Error('The database is prepared before');
      // Nobody was told while nobody watched.
      const wasUnwatched = listening && watchers.size === 0;
      watchers.add(onChange);
      if (wasUnwatched) inBackground(onListening);
      registering ??= setInterval(() => inBackground(registerListener), registerEveryMs).unref();
      listening ??= listen(url, channel, { onListening, onMessage: (payload) => publish(payload.split(',').map(Number)) }, log);
      return () => watchers.delete(onChange);
    },
    async stop() {
      watchers.clear();
      clearTimeout(timer);
      clearInterval(registering);
      await listening?.stop();
    },
  };
}
