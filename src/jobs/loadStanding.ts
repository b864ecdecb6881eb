import type { Life } from './holdLife';
import type { JobMetrics } from './jobMetrics';

const text = `
  SELECT COALESCE(known.task, job.task_identifier) AS task,
    count(*) FILTER (WHERE attempts < max_attempts)::int AS waiting,
    count(*) FILTER (WHERE attempts >= max_attempts)::int AS dead
  FROM unnest($1::text[]) AS known(task)
  FULL JOIN (SELECT task_identifier, attempts, max_attempts FROM graphile_worker.jobs WHERE locked_at IS NULL) job ON job.task_identifier = known.task
  GROUP BY 1`;

/** How many jobs wait and how many are dead, of these tasks and of others that have any. */
export function loadStanding(life: Life, tasks: readonly { name: string }[]): Promise<Parameters<JobMetrics['standing']>[0]> {
  return life.query(text, [tasks.map(({ name }) => name)]);
}
