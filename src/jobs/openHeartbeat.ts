import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { limits } from '../limits';

/** A connection whose locks show other servers which workers are alive. */
export interface Heartbeat {
  /** Shows from now on that this worker is alive, until its process or connection ends. */
  begin(worker: string): Promise<void>;
  /** Runs one statement on it, once it is there. Throws when it is lost meanwhile, or closed. */
  query<Row>(text: string, values?: unknown[]): Promise<Row[]>;
  stop(): Promise<void>;
}

/** Where the database learns within half a minute that the machine at the other end is gone. */
const keepAlive = 'SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3';
const reconnectMs = 500;

/** Returns the condition that the worker of this column is dead: nobody in this database holds an advisory lock of its name. */
function isDeadWorker(worker: string): string {
  return `NOT EXISTS (
    SELECT FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND ((classid::bigint << 32) | objid::bigint) = hashtextextended(${worker}, 0))`;
}

/** Opens it; `url` must not lead through a PgBouncer. Connects again by itself, for the worker that began last. */
export function openHeartbeat(url: string, log: Logger): Heartbeat {
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

/** How long a worker must be gone before its jobs are requeued: a connection that was lost is back sooner. */
const defaultGraceMs = 10_000;

const maxProcessesPerJob = limits.processesOfJob.value;

/** What a job's error begins with as long as it failed in no other way since. */
const ended = 'The server processes that ran it ended before it did, times in a row:';

const findDeadWorkers = `
  SELECT worker FROM (SELECT DISTINCT locked_by AS worker FROM graphile_worker.jobs WHERE locked_by IS NOT NULL) held
  WHERE ${isDeadWorker('worker')}`;

/** Of two processes that do this at once, one finds nothing left. A job that was run again by hand begins anew. */
const requeue = `
  WITH lost AS (
    SELECT id, 1 + CASE WHEN attempts > 1 THEN COALESCE(substring(last_error FROM '^${ended} ([0-9]+)')::int, 0) ELSE 0 END AS times
    FROM graphile_worker._private_jobs WHERE locked_by = ANY ($1) FOR UPDATE
  )
  UPDATE graphile_worker._private_jobs job
  SET locked_at = NULL, locked_by = NULL, updated_at = now(),
    last_error = '${ended} ' || times || CASE WHEN times >= ${maxProcessesPerJob} THEN '. It may be what ends them, so it is not run again' ELSE '' END,
    max_attempts = CASE WHEN times >= ${maxProcessesPerJob} THEN attempts ELSE max_attempts END
  FROM lost WHERE job.id = lost.id
  RETURNING job.id::text AS id, times >= ${maxProcessesPerJob} AS "isDead"`;

/**
 * Returns a function that requeues the jobs of dead workers. A job with which several processes ended, one after the other, is dead: it
 * may have ended them. Call it every few seconds, from any number of processes.
 */
export function createTakeOver(heartbeat: Heartbeat, log: Logger, graceMs = defaultGraceMs): () => Promise<void> {
  let missed = new Map<string, number>();

  return async () => {
    const deadWorkers = (await heartbeat.query<{ worker: string }>(findDeadWorkers)).map(({ worker }) => worker);
    const now = performance.now();
    missed = new Map(deadWorkers.map((worker) => [worker, missed.get(worker) ?? now]));
    const dead = deadWorkers.filter((worker) => now - (missed.get(worker) ?? now) >= graceMs);
    if (dead.length === 0) return;
    const jobs = await heartbeat.query<{ id: string; isDead: boolean }>(requeue, [dead]);
    await heartbeat.query('SELECT graphile_worker.force_unlock_workers($1)', [dead]);
    log.warn({ workers: dead }, 'requeued the jobs of dead workers');
    for (const { id, isDead } of jobs)
      if (isDead) log.error({ job: id }, `a job is dead: ${maxProcessesPerJob} server processes ended while running it`);
  };
}
