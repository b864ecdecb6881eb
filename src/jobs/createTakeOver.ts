import type { Logger } from 'pino';
import { limits } from '../limits';
import { isGone, type Life } from './holdLife';

/** How long a worker must be gone before its jobs are requeued: a connection that was lost is back sooner. */
const usualGraceMs = 10_000;

const most = limits.processesOfJob.value;

/** What a job's error begins with as long as it failed in no other way since. */
const ended = 'The server processes that ran it ended before it did, times in a row:';

const findGone = `
  SELECT worker FROM (SELECT DISTINCT locked_by AS worker FROM graphile_worker.jobs WHERE locked_by IS NOT NULL) held
  WHERE ${isGone('worker')}`;

/** Of two processes that do this at once, one finds nothing left. A job that was run again by hand begins anew. */
const giveBack = `
  WITH lost AS (
    SELECT id, 1 + CASE WHEN attempts > 1 THEN COALESCE(substring(last_error FROM '^${ended} ([0-9]+)')::int, 0) ELSE 0 END AS times
    FROM graphile_worker._private_jobs WHERE locked_by = ANY ($1) FOR UPDATE
  )
  UPDATE graphile_worker._private_jobs job
  SET locked_at = NULL, locked_by = NULL, updated_at = now(),
    last_error = '${ended} ' || times || CASE WHEN times >= ${most} THEN '. It may be what ends them, so it is not run again' ELSE '' END,
    max_attempts = CASE WHEN times >= ${most} THEN attempts ELSE max_attempts END
  FROM lost WHERE job.id = lost.id
  RETURNING job.id::text AS id, times >= ${most} AS "isDead"`;

/**
 * Makes what gives the jobs of workers that are gone back to the queue. One that several processes ended with, one after the other, is dead: it
 * may have ended them. To be called every few seconds, by any number of processes.
 */
export function createTakeOver(life: Life, log: Logger, graceMs = usualGraceMs): () => Promise<void> {
  let missed = new Map<string, number>();

  return async () => {
    const gone = (await life.query<{ worker: string }>(findGone)).map(({ worker }) => worker);
    const now = performance.now();
    missed = new Map(gone.map((worker) => [worker, missed.get(worker) ?? now]));
    const dead = gone.filter((worker) => now - (missed.get(worker) ?? now) >= graceMs);
    if (dead.length === 0) return;
    const jobs = await life.query<{ id: string; isDead: boolean }>(giveBack, [dead]);
    await life.query('SELECT graphile_worker.force_unlock_workers($1)', [dead]);
    log.warn({ workers: dead }, 'requeued the jobs of dead workers');
    for (const { id, isDead } of jobs) if (isDead) log.error({ job: id }, `a job is dead: ${most} server processes ended while running it`);
  };
}
