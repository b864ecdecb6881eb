import { sql, join, type Sql } from '../../sql';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { QueryJobsArgs } from '../../generated/graphql';
import { redactText } from '../../redaction/redactUrl';
import { idKey } from '../../relay/globalId';
import type { Transaction } from '../../store/openDatabase';
import { isAdministrator, type Facts } from '../audit/audited';
import { findConnection, checkLists, isOneOf, whereGiven, orderOf, type FoundConnection } from '../findConnection';

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
const jobTables: Sql = sql`graphile_worker._private_jobs j JOIN graphile_worker._private_tasks t ON t.id = j.task_id`;

/** The state of `_private_jobs j`. */
const jobState: Sql = sql`CASE WHEN j.locked_at IS NOT NULL THEN 'RUNNING' WHEN j.attempts >= j.max_attempts THEN 'DEAD' ELSE 'WAITING' END`;

/** The number of the request that it is about, null for one that is about none. */
const jobRequest: Sql = numberIn('requestId');

/** Its columns out of `jobTables`. */
// A bigint comes as a text; what is counted so far fits into a number.
const jobColumns: Sql = sql`j.id::float8 AS id, t.identifier AS task, ${jobState} AS state, ${jobRequest} AS "requestNumber",
  ${numberIn('action')} AS "actionNumber", j.attempts, j.max_attempts AS "maxAttempts", left(j.last_error, 10000) AS error, j.created_at AS "createdAt",
  j.run_at AS "runAt", COALESCE(j.locked_at, j.updated_at) AS since`;

/** A page of the queue. */
export type JobRows = FoundConnection<JobRow>;

/** Null for what is not a number: a job is shown whatever its payload is. */
function numberIn(name: string): Sql {
  return sql`CASE WHEN j.payload ->> ${name} ~ '^[0-9]{1,9}$' THEN (j.payload ->> ${name})::int END`;
}

/** Characters of it that are shown. */
const maxErrorCharacters = 1000;

/** Returns what a job failed with, as it is shown: without secrets, and no more than its beginning. */
export function toJobError(error: string | null): string | null {
  if (error === null) return null;
  const text = redactText(error);
  return text.length <= maxErrorCharacters ? text : `${text.slice(0, maxErrorCharacters)}…`;
}

/** Returns what the audit trail compares of a job. */
export function describeJob({ task, state, attempts, maxAttempts, requestNumber, actionNumber, error }: JobRow): Facts {
  return { task, state, attempts, maxAttempts, requestNumber, actionNumber, error: toJobError(error) };
}

/** The job of that ID, null where there is none (any more) that the viewer may see. Batched. */
export async function loadJobRow(context: Context, id: number): Promise<JobRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('job', id, async (ids: number[]) => {
    const rows = await context.db.read<JobRow>(sql`SELECT ${jobColumns} FROM ${jobTables} WHERE j.id = ANY (${ids}::bigint[])`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** The dead job of that ID, which nobody else changes until the transaction ends. Throws ID_INVALID, JOB_NOT_FOUND, JOB_NOT_DEAD. */
export async function getDeadJob(tx: Transaction, globalId: string): Promise<JobRow> {
  const [id = 0] = idKey('id', globalId, 'Job') ?? [];
  const [job] = await tx.$queryRaw<JobRow[]>(sql`SELECT ${jobColumns} FROM ${jobTables} WHERE j.id = ${id}::bigint FOR UPDATE OF j`);
  if (!job) throw refusal('JOB_NOT_FOUND', { job: globalId });
  if (job.state !== 'DEAD') throw refusal('JOB_NOT_DEAD', { job: globalId, state: job.state });
  return job;
}

/** The jobs of the queue as far as the viewer may see them, last made first. */
export function findJobs(context: Context, args: QueryJobsArgs): Promise<FoundConnection<JobRow>> {
  const { state, states, task, tasks, requestNumber } = checkLists(args.filter ?? {});
  const given = whereGiven([
    [state, () => sql`${jobState} = ${state}`],
    [states, () => isOneOf(jobState, states)],
    [task, () => sql`t.identifier = ${task}`],
    [tasks, () => isOneOf(sql`t.identifier`, tasks)],
    [requestNumber, () => sql`${jobRequest} = ${requestNumber}`],
  ]);
  return findConnection(context, 'jobs', args, {
    columns: jobColumns,
    from: sql`FROM ${jobTables} WHERE ${join([sql`${isAdministrator(context.viewer)}`, ...given], ' AND ')}`,
    ...orderOf({ ID: [{ by: sql`j.id`, type: 'bigint' }] }, args.orderBy, { field: 'ID', direction: 'DESC' }),
  });
}
