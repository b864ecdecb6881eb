import type { Life } from './holdLife';
import type { JobMetrics } from './jobMetrics';

const text = `
  SELECT task_identifier AS task,
    count(*) FILTER (WHERE attempts < max_attempts)::int AS waiting,
    count(*) FILTER (WHERE attempts >= max_attempts)::int AS dead
  FROM graphile_worker.jobs WHERE locked_at IS NULL GROUP BY task_identifier`;

/** How many jobs wait and how many are dead, by task. */
export function loadStanding(life: Life): Promise<Parameters<JobMetrics['standing']>[0]> {
  return life.query(text);
}
