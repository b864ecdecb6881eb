import { sqltag as sql } from '@prisma/client/runtime/client';
import { refusal } from '../../errors';
import { idKey } from '../../relay/idKey';
import type { Transaction } from '../../store/transaction';
import { jobColumns, jobTables, type JobRow } from './jobRow';

/** The dead job of that ID, which nobody else changes until the transaction ends. Throws ID_INVALID, JOB_NOT_FOUND, JOB_NOT_DEAD. */
export async function getDeadJob(tx: Transaction, globalId: string): Promise<JobRow> {
  const [id = 0] = idKey('id', globalId, 'Job') ?? [];
  const [job] = await tx.$queryRaw<JobRow[]>(sql`SELECT ${jobColumns} FROM ${jobTables} WHERE j.id = ${id}::bigint FOR UPDATE OF j`);
  if (!job) throw refusal('JOB_NOT_FOUND', { job: globalId });
  if (job.state !== 'DEAD') throw refusal('JOB_NOT_DEAD', { job: globalId, state: job.state });
  return job;
}
