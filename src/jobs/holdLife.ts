import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';

/** A connection by whose locks others see which workers are alive. */
export interface Life {
  /** Says from now on that this worker is alive, until the process or its connection is gone. */
  begin(worker: string): Promise<void>;
  /** Runs one statement on it, once it is there. Throws when it is lost meanwhile, or closed. */
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

/** Where the database learns within half a minute that the machine at the other end is gone. */
const keepAlive = 'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3';
const reconnectMs = 500;

/** The condition that nobody alive is the worker of this column: an advisory lock of its name is held by nobody in this database. */
export function isGone(worker: string): string {
  return `NOT EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND ((classid::bigint << 32) | objid::bigint) = hashtextextended(${worker}, 0))`;
}

/** Opens it; `url` must not lead through a PgBouncer. Connects again by itself, for the worker that began last. */
export function holdLife(url: string, log: Logger): Life {
  let client: Client | undefined;
  let worker: string | undefined;
  let stopped = false;
  let connecting: Promise<void> | undefined;

  async function connect(): Promise<void> {
    while (!stopped) {
      const next = new Client({ connectionString: url, keepAlive: true, connectionTimeoutMillis: 5_000, application_name: 'sluice jobs' });
      next.on('error', (error) => {
        log.debug({ err: error }, 'the heartbeat connection of this worker was lost');
      });
      next.on('end', () => {
        if (client !== next) return;
        client = undefined;
        void reconnect();
      });
      try {
        await next.connect();
        await next.query(keepAlive);
        if (worker !== undefined) await next.query('SELECT pg_advisory_lock(hashtextextended($1, 0))', [worker]);
        client = next;
        return;
      } catch {
        await next.end().catch(() => undefined);
        await sleep(reconnectMs);
      }
    }
  }

  function reconnect(): Promise<void> {
    connecting ??= connect().finally(() => (connecting = undefined));
    return connecting;
  }

  return {
    async begin(next) {
      worker = next;
      await client?.end();
      await reconnect();
    },
    async query<Row>(text: string, values: unknown[] = []) {
      if (!client) await reconnect();
      if (!client) throw new Error('The connection was closed');
      return (await client.query(text, values)).rows as Row[];
    },
    async stop() {
      stopped = true;
      await connecting;
      const last = client;
      client = undefined;
      await last?.end();
    },
  };
}
