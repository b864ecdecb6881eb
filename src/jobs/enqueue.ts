import type { Transaction } from '../store/transaction';
import type { Job } from '../store/job';

/** Enqueues a job in a transaction of the administration: it is there when that is committed. */
export async function enqueue(tx: Transaction, { task, payload, runAt, maxAttempts, lanes }: Job): Promise<void> {
  await tx.$executeRaw`SELECT graphile_worker.add_job(${task}, ${JSON.stringify(payload)}::json, run_at => ${runAt}::timestamptz,
    max_attempts => ${maxAttempts}::int, flags => ${lanes})`;
}
