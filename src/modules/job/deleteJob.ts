import { sql } from '../../sql';
import type { DeleteJobInput } from '../../generated/graphql';
import { administer } from '../audit/audited';
import { describeJob, getDeadJob } from './job';
import { toGlobalId } from '../../relay/globalId';

/** Removes a dead job that is not to be run any more. Throws JOB_NOT_FOUND, JOB_NOT_DEAD. */
export const deleteJob = administer<DeleteJobInput, { deletedJobId: string }>('deleteJob', (_, input, change) =>
  change(async (tx, audit) => {
    const job = await getDeadJob(tx, input.id);
    await tx.$queryRaw(sql`SELECT FROM graphile_worker.complete_jobs(ARRAY[${job.id}::bigint])`);
    audit({ type: 'Job', id: job.id, name: job.task }, describeJob(job), null);
    return { deletedJobId: toGlobalId('Job', job.id) };
  }),
);
