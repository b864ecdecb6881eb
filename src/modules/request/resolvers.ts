import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { DataType } from '../../engine/definition';
import type { Resolvers } from '../../generated/graphql';
import type { FileDescriptor } from '../../store/newFile';
import { toGlobalId } from '../../relay/globalId';
import { loadColumn } from '../loadLarge';
import { findActions } from '../action/findActions';
import { drawDiagram } from '../process/drawDiagram';
import { getProcessRow } from '../process/getProcessRow';
import { getUserRow } from '../user/getUserRow';
import { canCancelRequest, canUpdateRequestDataset } from './access';
import { canViewer } from './canViewer';
import { cancelRequest } from './cancelRequest';
import { createRequest } from './createRequest';
import { dataValues, type DataValueRow } from './dataValues';
import { findHistory } from './findHistory';
import { findRequest } from './findRequest';
import { findRequests } from './findRequests';
import { getProgress } from './getProgress';
import { getRequestRow } from './getRequestRow';
import { getRunStatus } from './getRunStatus';
import { loadRequestRow } from './loadRequestRow';
import { requestReference } from './requestReference';
import { retryRequest } from './retryRequest';
import { runWorkflow } from './runWorkflow';
import { runWorkflowBatch } from './runWorkflowBatch';
import { toPublicDetail } from './toPublicDetail';
import { updateRequestDataset } from './updateRequestDataset';
import { watchRequest } from './watchRequest';

export const requestOperations = { createRequest, runWorkflow, runWorkflowBatch, updateRequestDataset, cancelRequest, retryRequest };

export const requestResolvers: Resolvers = {
  Query: {
    request: (_, asked, context) => findRequest(context, asked),
    requests: (_, asked, context) => findRequests(context, 'requests', asked),
  },
  Subscription: {
    requestChanged: {
      subscribe: (_, { id }, context) => watchRequest(context, id),
      resolve: (_: unknown, { id }: { id: string }, context: Context) => getRequestRow(context, requestReference({ id })),
    },
  },
  Request: {
    id: ({ id }) => toGlobalId('Request', id),
    number: ({ id }) => id,
    process: ({ processId }, _, context) => getProcessRow(context, processId),
    requester: ({ requesterId }, _, context) => getUserRow(context, requesterId),
    data: (request, { names }, context) => dataValues(context, request, names ?? null),
    runtime: ({ id }, _, context) => loadColumn(context, 'request', 'runtime', id),
    output: ({ id }, _, context) => loadColumn(context, 'request', 'output', id),
    actions: ({ id }, asked, context) =>
      findActions(context, 'Request.actions', asked, {
        where: sql`a.request_id = parent.id`,
        parentId: id,
        isVisible: true,
        ascending: true,
      }),
    runStatus: (request, _, context) => getRunStatus(context, request),
    viewerCanCancel: (request, _, context) => canViewer(context, request, canCancelRequest),
    viewerCanUpdateDataset: (request, _, context) => canViewer(context, request, canUpdateRequestDataset),
    parent: ({ startedById }, _, context) => (startedById === null ? null : loadRequestRow(context, startedById)),
    subrequests: ({ id }, asked, context) =>
      findRequests(context, 'Request.subrequests', asked, { where: sql`r.parent_id = parent.id`, parentId: id }),
    history: ({ id }, args, context) => findHistory(context, id, args),
    async diagram(request, { format }, context) {
      const [process, progress] = await Promise.all([getProcessRow(context, request.processId), getProgress(context, request)]);
      return drawDiagram(context, process, format, progress);
    },
  },
  DataValue: {
    textValue: (data) => valueOf('TEXT', data),
    numericValue: (data) => valueOf('NUMERIC', data),
    dateTimeValue: (data) => valueOf('DATETIME', data),
    jsonValue: (data) => valueOf('JSON', data),
    fileValue: async (data) => {
      // `toDataChange` and SET put nothing else into a FILE.
      const file = await valueOf<FileDescriptor>('FILE', data);
      return file && { requestId: data.requestId, file };
    },
  },
  HistoryEntry: {
    detail: ({ detail }) => toPublicDetail(detail),
    actor: ({ actorId }, _, context) => (actorId === null ? null : getUserRow(context, actorId)),
    onBehalfOf: ({ onBehalfOfId }, _, context) => (onBehalfOfId === null ? null : getUserRow(context, onBehalfOfId)),
    impersonator: ({ impersonatorId }, _, context) => (impersonatorId === null ? null : getUserRow(context, impersonatorId)),
    application: ({ applicationName }) => (applicationName === null ? null : { name: applicationName }),
  },
};

async function valueOf<Value>(wanted: DataType, { type, load }: DataValueRow): Promise<Value | null> {
  return type === wanted ? ((await load()) as Value | null) : null;
}
