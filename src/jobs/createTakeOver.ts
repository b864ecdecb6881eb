import type { Logger } from 'pino';
import { isGone, type Life } from './holdLife';

/** How long a worker has to be gone before its jobs are taken: a connection that was lost is back sooner. In milliseconds. */
const graceMs = 10_000;

const findGone = `
  SELECT worker FROM (SELECT DISTINCT locked_by AS worker FROM graphile_worker.jobs WHERE locked_by IS NOT NULL) held
  WHERE ${isGone('worker')}`;

/** Makes what gives the jobs of workers that are gone back to the queue. To be called every few seconds, by any number of processes. */
export function createTakeOver(life: Life, log: Logger): () => Promise<void> {
  let missed = new Map<string, number>();

  return async () => {
    const gone = (await life.query<{ worker: string }>(findGone)).map(({ worker }) => worker);
    const now = performance.now();
    missed = new Map(gone.map((worker) => [worker, missed.get(worker) ?? now]));
    const dead = gone.filter((worker) => now - (missed.get(worker) ?? now) >= graceMs);
    if (dead.length === 0) return;
    await life.query('SELECT graphile_worker.force_unlock_workers($1)', [dead]);
    log.warn({ workers: dead }, 'took over the jobs of workers that are gone');
  };
}
