import type { Resolvers } from '../../generated/graphql';
import { toGlobalId } from '../../relay/globalId';
import { getDefinition } from '../process/getDefinition';
import { getRequestRow } from '../request/getRequestRow';
import { getUserRow } from '../user/getUserRow';
import { actionReference } from './actionReference';
import { assignAction } from './assignAction';
import { cancelAction } from './cancelAction';
import { cancelActionAssignment } from './cancelActionAssignment';
import { cancelRequestActionsByName } from './cancelRequestActionsByName';
import { completeAction } from './completeAction';
import { completeFormAction } from './completeFormAction';
import { findActions } from './findActions';
import { findDelegatorOf } from './findDelegatorOf';
import { loadActionRow } from './loadActionRow';

export const actionOperations = {
  completeAction,
  completeFormAction,
  cancelAction,
  cancelRequestActionsByName,
  assignAction,
  cancelActionAssignment,
};

export const actionResolvers: Resolvers = {
  Query: {
    action(_, asked, context) {
      const { requestNumber, number } = actionReference(asked);
      return loadActionRow(context, requestNumber, number ?? 0);
    },
    actions: (_, asked, context) => findActions(context, 'actions', asked),
  },
  Action: {
    id: ({ requestId, number }) => toGlobalId('Action', requestId, number),
    requestNumber: ({ requestId }) => requestId,
    request: ({ requestId }, _, context) => getRequestRow(context, requestId),
    async activity({ processId, activity }, _, context) {
      const { activities } = await getDefinition(context, processId);
      const found = activities.find(({ name }) => name === activity);
      return { name: activity, type: found?.type ?? 'USER', description: found?.description ?? '' };
    },
    assignee: ({ assigneeId }, _, context) => (assigneeId === null ? null : getUserRow(context, assigneeId)),
    viewerOnBehalfOf: (action, _, context) => findDelegatorOf(context, action),
  },
};
