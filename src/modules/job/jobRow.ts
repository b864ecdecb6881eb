import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { FoundConnection } from '../findConnection';

/** A job of the queue as the fields of `Job` read it. */
export interface JobRow {
  id: number;
  task: string;
  state: 'WAITING' | 'RUNNING' | 'DEAD';
  requestNumber: number | null;
  actionNumber: number | null;
  attempts: number;
  maxAttempts: number;
  /** As the task threw it: it may have secrets in it. */
  error: string | null;
  createdAt: Date;
  runAt: Date;
  since: Date;
}

/** The queue's tables, which are its own affair: its view has no payload. */
export const jobTables: Sql = sql`graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id`;

/** The state of `_private_jobs j`. */
export const jobState: Sql = sql`CASE WHEN j.locked_at IS NOT NULL THEN 'RUNNING' WHEN j.attempts >= j.max_attempts THEN 'DEAD' ELSE 'WAITING' END`;

/** The number of the request that it is about, null for one that is about none. */
export const jobRequest: Sql = numberIn('requestId');

/** Its columns out of `jobTables`. */
// A bigint comes as a text; what is counted so far fits into a number.
export const jobColumns: Sql = sql`j.id::float8 AS id, t.identifier AS task, ${jobState} AS state, ${jobRequest} AS "requestNumber",
  ${numberIn('action')} AS "actionNumber", j.attempts, j.max_attempts AS "maxAttempts", left(j.last_error, 10000) AS error, j.created_at AS "createdAt",
  j.run_at AS "runAt", COALESCE(j.locked_at, j.updated_at) AS since`;

/** A page of the queue. */
export type JobRows = FoundConnection<JobRow>;

/** What is no number there is none: a job is shown whatever its payload is. */
function numberIn(name: string): Sql {
  return sql`CASE WHEN j.payload ->> ${name} ~ '^[0-9]{1,9}$' THEN (j.payload ->> ${name})::int END`;
}
