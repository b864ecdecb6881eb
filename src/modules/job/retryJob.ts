import { sql } from '../../sql';
import type { RetryJobInput } from '../../generated/graphql';
import { tasks } from '../../jobs/tasks';
import { administer } from '../audit/audited';
import { describeJob, getDeadJob, type JobRow } from './job';

/** Has a dead job run again, as often as a new one of its task would be tried. Throws JOB_NOT_FOUND, JOB_NOT_DEAD. */
export const retryJob = administer<RetryJobInput, { job: JobRow }>('retryJob', (context, input, change) =>
  change(async (tx, audit) => {
    const before = await getDeadJob(tx, input.id);
    const maxAttempts = tasks.find(({ name }) => name === before.task)?.maxAttempts ?? before.maxAttempts;
    await tx.$queryRaw(sql`
      SELECT FROM graphile_worker.reschedule_jobs(ARRAY[${before.id}::bigint], run_at => now(), attempts => 0, max_attempts => ${maxAttempts}::int)`);
    // It waits for its turn like one that is new: a worker is notified of it.
    await tx.$queryRaw(sql`SELECT FROM pg_notify('jobs:insert', '{"count": 1}')`);
    const now = context.clock.now();
    const job: JobRow = { ...before, state: 'WAITING', attempts: 0, maxAttempts, runAt: now, since: now };
    audit({ type: 'Job', id: before.id, name: before.task }, describeJob(before), describeJob(job));
    return { job };
  }),
);
