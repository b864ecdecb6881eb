import { sql } from '../sql';
import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { loadColumn } from '../modules/loadLarge';
import { findRequests } from '../modules/request/read/findRequests';
import { getUserRow } from '../modules/user/user';
import { loadCaseRow, findCase, findCases } from '../modules/case/case';

export const caseResolvers: Resolvers = {
  Query: {
    case: (_, args, context) => findCase(context, args),
    cases: (_, args, context) => findCases(context, args),
  },
  Request: {
    case: ({ caseId }, _, context) => (caseId === null ? null : loadCaseRow(context, caseId)),
  },
  Case: {
    id: ({ id }) => toGlobalId('Case', id),
    data: ({ id }, _, context) => loadColumn(context, 'case', 'data', id),
    creator: ({ creatorId }, _, context) => getUserRow(context, creatorId),
    requests: ({ id }, args, context) => findRequests(context, 'Case.requests', args, { where: sql`r.case_id = parent.id`, parentId: id }),
  },
};
