import type { Heartbeat } from './openHeartbeat';

/** What the worker counts. */
export interface JobMetrics {
  /** One attempt of a job has ended. `dead`: it failed, and is not tried again. */
  finished(task: string, outcome: 'done' | 'failed' | 'dead', seconds: number): void;
  /** A callback was called, or tried to. `given up`: it failed, and is not tried again. */
  calledBack(outcome: 'succeeded' | 'failed' | 'given up'): void;
  /** Returns how many jobs of a task wait for their turn (or for their next attempt), and how many are dead; of all tasks that have any. */
  setQueueCounts(tasks: { task: string; waiting: number; dead: number }[]): void;
}

const text = `
  SELECT COALESCE(known.task, job.task_identifier) AS task,
    count(*) FILTER (WHERE attempts < max_attempts)::int AS waiting,
    count(*) FILTER (WHERE attempts >= max_attempts)::int AS dead
  FROM unnest($1::text[]) AS known(task)
  FULL JOIN (SELECT task_identifier, attempts, max_attempts FROM graphile_worker.jobs WHERE locked_at IS NULL) job ON job.task_identifier = known.task
  GROUP BY 1`;

/** Resolves to how many jobs wait and how many are dead, of these tasks and of others that have any. */
export function loadQueueCounts(
  heartbeat: Heartbeat,
  tasks: readonly { name: string }[],
): Promise<Parameters<JobMetrics['setQueueCounts']>[0]> {
  return heartbeat.query(text, [tasks.map(({ name }) => name)]);
}
