import type { Resolvers } from '../generated/graphql';
import { toGlobalId } from '../relay/globalId';
import { getDefinition } from '../modules/process/getDefinition';
import { getRequestRow } from '../modules/request/request';
import { getUserRow } from '../modules/user/user';
import { canCancelActionAssignment, canViewerAssign, canViewerCancel, canViewerComplete } from '../modules/action/access';
import { actionReference } from '../modules/action/actionReference';
import { canViewer, findDelegatorOf, findForm, findCandidates } from '../modules/action/actionFields';
import { findActions } from '../modules/action/findActions';
import { loadActionRow } from '../modules/action/action';

export const actionResolvers: Resolvers = {
  Query: {
    action(_, args, context) {
      const { requestNumber, number } = actionReference(args);
      return loadActionRow(context, requestNumber, number ?? 0);
    },
    actions: (_, args, context) => findActions(context, 'actions', args),
  },
  Action: {
    id: ({ requestId, number }) => toGlobalId('Action', requestId, number),
    requestNumber: ({ requestId }) => requestId,
    request: ({ requestId }, _, context) => getRequestRow(context, requestId),
    async activity({ processId, activity }, _, context) {
      const { activities } = await getDefinition(context, processId);
      const found = activities.find(({ name }) => name === activity);
      const parameters = found?.type === 'USER' ? found.parameters.map(({ data, direction }) => ({ name: data, direction })) : [];
      return { name: activity, type: found?.type ?? 'USER', description: found?.description ?? '', parameters };
    },
    assignee: ({ assigneeId }, _, context) => (assigneeId === null ? null : getUserRow(context, assigneeId)),
    viewerOnBehalfOf: (action, _, context) => findDelegatorOf(context, action),
    form: (action, _, context) => findForm(context, action),
    candidates: (action, args, context) => findCandidates(context, action, args),
    viewerCanComplete: (action, _, context) => canViewer(context, action, canViewerComplete),
    viewerCanAssign: (action, _, context) => canViewer(context, action, canViewerAssign),
    viewerCanCancel: (action, _, context) => canViewer(context, action, (...args) => canViewerCancel(...args, context.clock.now())),
    viewerCanCancelAssignment: (action, _, context) => action.assigneeId !== null && canViewer(context, action, canCancelActionAssignment),
  },
};
