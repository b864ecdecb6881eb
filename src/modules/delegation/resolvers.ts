import type { Resolvers } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import { getUserRow } from '../user/getUserRow';
import { createDelegation } from './createDelegation';
import { deleteDelegation } from './deleteDelegation';
import { findDelegations } from './findDelegations';
import { updateDelegation } from './updateDelegation';

export const delegationOperations = { createDelegation, updateDelegation, deleteDelegation };

export const delegationResolvers: Resolvers = {
  User: {
    delegations: ({ id }, asked, context) => findDelegations(context, id, asked),
  },
  Delegation: {
    id: ({ id }) => toGlobalId('Delegation', id),
    delegator: ({ delegatorId }, _, context) => getUserRow(context, delegatorId),
    delegatee: ({ delegateeId }, _, context) => getUserRow(context, delegateeId),
  },
};
