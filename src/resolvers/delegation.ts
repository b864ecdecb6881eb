import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { getUserRow } from '../modules/user/user';
import { findDelegations } from '../modules/delegation/delegation';
import { loadProcessNamed } from '../modules/process/process';
import { canDelegate } from '../modules/delegation/delegation';

export const delegationResolvers: Resolvers = {
  User: {
    delegations: ({ id }, args, context) => findDelegations(context, id, args),
  },
  Delegation: {
    id: ({ id }) => toGlobalId('Delegation', id),
    delegator: ({ delegatorId }, _, context) => getUserRow(context, delegatorId),
    process: ({ processName }, _, context) => (processName === null ? null : loadProcessNamed(context, processName)),
    viewerCanChange: ({ delegatorId }, _, context) => canDelegate(delegatorId, context.viewer),
    delegatee: ({ delegateeId }, _, context) => getUserRow(context, delegateeId),
  },
};
