import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';

/** Receives the notifications of a channel. */
export interface ChannelListener {
  /** It listens, for the first time or again: earlier notifications were missed. */
  onListening(): Promise<void>;
  onMessage(payload: string): void;
}

/** A connection that listens until it is stopped. */
export interface Listening {
  stop(): Promise<void>;
}

const reconnectMs = 500;
/** How long it waits for the end of a connection. */
const endTimeoutMs = 1_000;
/** Where it learns within half a minute that the database is gone without a word. */
const keepAliveMs = 10_000;

/** Listens to a channel on a connection of its own; `url` must not lead through a PgBouncer. Connects again by itself. */
export function listen(url: string, channel: string, listener: ChannelListener, log: Logger): Listening {
  const stopped = new AbortController();
  const over = once(stopped.signal, 'abort');

  async function connect(): Promise<void> {
    while (!stopped.signal.aborted) {
      const next = new Client({
        connectionString: url,
        keepAlive: true,
        keepAliveInitialDelayMillis: keepAliveMs,
        connectionTimeoutMillis: 5_000,
        application_name: 'sluice listens',
      });
      const ended = new Promise<void>((resolve) => next.once('end', resolve));
      next.on('error', (error) => log.debug({ err: error }, 'the listening connection was lost'));
      next.on('notification', ({ payload = '' }) => listener.onMessage(payload));
      const work = listenOn(next, ended).catch((error: unknown) =>
        log.debug({ err: error }, 'cannot listen to the database: trying again'),
      );
      // Who ends a client while it connects hears nothing of its connecting any more.
      await Promise.race([work, over]);
      await Promise.race([next.end().catch(() => undefined), sleep(endTimeoutMs, undefined, { ref: false })]);
      await sleep(reconnectMs, undefined, { signal: stopped.signal }).catch(() => undefined);
    }
  }

  async function listenOn(on: Client, ended: Promise<void>): Promise<void> {
    await on.connect();
    await on.query(`LISTEN ${channel}`);
    await listener.onListening();
    await Promise.race([ended, keepPinging(on)]);
  }

  // A connection that nobody writes to does not notice that the other side is gone. One that has ended refuses to be asked.
  async function keepPinging(on: Client): Promise<never> {
    for (;;) {
      await sleep(keepAliveMs, undefined, { signal: stopped.signal, ref: false });
      await on.query('SELECT');
    }
  }

  const running = connect();
  return {
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

/** The channel of PostgreSQL on which commits tell which requests they changed: their numbers, between commas. */
export const channel = 'sluice_changed';
