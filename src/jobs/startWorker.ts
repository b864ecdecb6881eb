import { setTimeout as sleep } from 'node:timers/promises';
import { withSettings } from '../database/sessionUrl';
import { openHeartbeat, createTakeOver } from './openHeartbeat';
import { loadQueueCounts } from './jobMetrics';
import { runQueue, type Queue, type QueueParts } from './runQueue';

/** What runs the jobs in a process. */
export interface Worker {
  /** Takes no more jobs, and ends when those that run have ended. */
  stop(): Promise<void>;
}

const beatMs = 4_000;
const restartMs = 1_000;

/**
 * Runs jobs from now until it is stopped, twenty at a time, over four connections of its own (`databaseUrl` must not lead through a
 * PgBouncer), whose statements end in the time that those of `deps.db` have. Takes over the jobs of workers that are gone, and continues by itself
 * after the database was away.
 */
export function startWorker(given: QueueParts): Worker {
  const { db, log } = given.deps;
  // By settings of the session. One of the connections is kept for as long as the worker runs, so the time of a loan says nothing; and a plan that is
  // kept from when the queue was empty would read all of it for each job, however long it has become.
  const settings = { statement_timeout: String(db.statementMs), plan_cache_mode: 'force_custom_plan' };
  const parts = { ...given, databaseUrl: withSettings(given.databaseUrl, settings) };
  const heartbeat = openHeartbeat(parts.databaseUrl, log);
  const takeOver = createTakeOver(heartbeat, log);
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  let queue: Queue | undefined;

  async function work(): Promise<void> {
    while (!isStopping()) {
      try {
        queue = await runQueue(parts, heartbeat);
        if (isStopping()) await queue.stop();
        await queue.ended;
      } catch (error) {
        log.warn({ err: error }, 'jobs cannot be run at the moment');
      }
      queue = undefined;
      await pause(restartMs);
    }
  }

  async function beat(): Promise<void> {
    while (!isStopping()) {
      await pause(beatMs);
      try {
        await takeOver();
        parts.metrics.setQueueCounts(await loadQueueCounts(heartbeat, parts.tasks));
      } catch (error) {
        // The database is away, or about to be: `work` says so.
        log.debug({ err: error }, 'the queue cannot be maintained at the moment');
      }
    }
  }

  const pause = (ms: number) => sleep(ms, undefined, { signal: stopping.signal }).catch(() => undefined);
  const working = Promise.all([work(), beat()]);

  return {
    async stop() {
      stopping.abort();
      await queue?.stop();
      await heartbeat.stop();
      await working;
    },
  };
}
