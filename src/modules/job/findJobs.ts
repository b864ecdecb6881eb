import { sqltag as sql, join } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { QueryJobsArgs } from '../../generated/graphql';
import { isAdministrator } from '../administer';
import { findConnection, type FoundConnection } from '../findConnection';
import { checkLists, isOneOf, whereGiven } from '../whereGiven';
import { jobColumns, jobRequest, jobState, jobTables, type JobRow } from './jobRow';
import { orderOf } from '../orderOf';

/** The jobs of the queue as far as the viewer may see them, last made first. */
export function findJobs(context: Context, asked: QueryJobsArgs): Promise<FoundConnection<JobRow>> {
  const { state, states, task, tasks, requestNumber } = checkLists(asked.filter ?? {});
  const given = whereGiven([
    [state, () => sql`${jobState} = ${state}`],
    [states, () => isOneOf(jobState, states)],
    [task, () => sql`t.identifier = ${task}`],
    [tasks, () => isOneOf(sql`t.identifier`, tasks)],
    [requestNumber, () => sql`${jobRequest} = ${requestNumber}`],
  ]);
  return findConnection(context, 'jobs', asked, {
    columns: jobColumns,
    from: sql`FROM ${jobTables} WHERE ${join([sql`${isAdministrator(context.viewer)}`, ...given], ' AND ')}`,
    ...orderOf({ ID: [{ by: sql`j.id`, type: 'bigint' }] }, asked.orderBy, { field: 'ID', direction: 'DESC' }),
  });
}
