import { sql, type Sql } from '../sql';
import type { Job, JobHelpers, TaskList } from 'graphile-worker';
import { isPermanentError } from '../store/connection/databaseTrouble';
import type { JobMetrics } from './jobMetrics';
import type { ConcurrencyLimits } from './createConcurrencyLimits';
import { PermanentFailure, type Task, type TaskDeps } from './task';

/** The job that comes after one. */
type Next = { payload: object; runAt: Date };

/** The tasks as the queue calls them: payloads checked, time limited, attempts counted and logged, failures put off or given up. */
export function toTaskList(
  tasks: readonly Task<object>[],
  deps: TaskDeps,
  metrics: JobMetrics,
  concurrencyLimits: ConcurrencyLimits,
): TaskList {
  return Object.fromEntries(tasks.map((task) => [task.name, (payload, helpers) => attempt(task, payload, helpers)]));

  async function attempt(task: Task<object>, payload: unknown, { job }: JobHelpers): Promise<void> {
    const begun = performance.now();
    const about = { task: task.name, job: job.id, attempt: job.attempts };
    const observe = (outcome: 'done' | 'failed' | 'dead') => metrics.finished(task.name, outcome, (performance.now() - begun) / 1000);
    try {
      await runInTime(task, payload, job);
      observe('done');
      deps.log.debug(about, 'a job is done');
    } catch (error) {
      const isPermanent = error instanceof PermanentFailure || isPermanentError(error);
      const isDead = isPermanent || job.attempts >= job.max_attempts;
      observe(isDead ? 'dead' : 'failed');
      deps.log[isDead ? 'error' : 'warn']({ ...about, err: error }, isDead ? 'a job is dead' : 'a job failed and will be retried');
      await putOff(job.id, job.attempts, isPermanent);
      throw error;
    } finally {
      concurrencyLimits.release(Object.keys(job.flags ?? {}));
    }
  }

  async function runInTime(task: Task<object>, payload: unknown, job: Job): Promise<void> {
    const parsed = task.schema.safeParse(payload);
    if (!parsed.success) throw new PermanentFailure(`Invalid payload for ${task.name}: ${parsed.error.message}`);
    const timer = new AbortController();
    const late = new Promise<never>((_, reject) => {
      timer.signal.addEventListener('abort', () => reject(new Error(`Not done within ${task.timeout} ms`)));
    });
    const timeout = setTimeout(() => timer.abort(), task.timeout);
    try {
      const run = {
        id: job.id,
        attempt: job.attempts,
        signal: timer.signal,
        replace: <Row extends object>(...end: [Next | null, Sql?]) => replace<Row>(task, job, ...end),
      };
      await Promise.race([task.run(deps, parsed.data, run), late]);
    } finally {
      clearTimeout(timeout);
    }
  }

  /** Resolves to where another process has taken the job over, only one of the two finds it. */
  async function replace<Row extends object>(
    { name, maxAttempts }: Task<object>,
    { id, flags }: Job,
    next: Next | null,
    write = sql`written AS (SELECT)`,
  ): Promise<Row | null> {
    const added = next
      ? sql`graphile_worker.add_job(${name}, ${JSON.stringify(next.payload)}::json, run_at => ${next.runAt}::timestamptz,
          max_attempts => ${maxAttempts}::int, flags => ${Object.keys(flags ?? {})}::text[])`
      : sql`NULL`;
    const [row] = await deps.db.query<Row>(sql`
      WITH done AS (DELETE FROM graphile_worker._private_jobs WHERE id = ${id}::bigint RETURNING id), ${write}
      SELECT written.*, ${added} AS added FROM done LEFT JOIN written ON true`);
    return row ?? null;
  }

  /** The queue itself puts it off by e^attempt seconds from `run_at` on: this adds up to half of that, so that they do not all come back at once. `updated_at` is when it failed. */
  async function putOff(id: string, attempts: number, isPermanent: boolean): Promise<void> {
    const jitter = (Math.random() * Math.exp(Math.min(attempts, 10))) / 2;
    await deps.db.query(sql`
      UPDATE graphile_worker._private_jobs
      SET run_at = now() + ${jitter}::float8 * interval '1 second', updated_at = now(), max_attempts = CASE WHEN ${isPermanent} THEN attempts ELSE max_attempts END
      WHERE id = ${id}::bigint`);
  }
}
