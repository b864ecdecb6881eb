import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { loadActionRow } from '../modules/action/action';
import { loadRequestRow } from '../modules/request/request';
import { toJobError, findJobs } from '../modules/job/job';
import { isAdministrator } from '../modules/audit/audited';

export const jobResolvers: Resolvers = {
  Query: {
    jobs: (_, args, context) => findJobs(context, args),
  },
  Job: {
    id: ({ id }) => toGlobalId('Job', id),
    viewerCanChange: ({ state }, _, context) => state === 'DEAD' && isAdministrator(context.viewer),
    request: ({ requestNumber }, _, context) => (requestNumber === null ? null : loadRequestRow(context, requestNumber)),
    action: ({ requestNumber, actionNumber }, _, context) =>
      requestNumber === null || actionNumber === null ? null : loadActionRow(context, requestNumber, actionNumber),
    error: ({ error }) => toJobError(error),
    runAt: ({ state, runAt }) => (state === 'WAITING' ? runAt : null),
  },
};
