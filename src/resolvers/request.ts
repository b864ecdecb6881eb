import type { Context } from '../context';
import type { DataType } from '../engine/definition';
import type { Resolvers } from '../generated/graphql';
import { findActions } from '../modules/action/findActions';
import { isAdministrator } from '../modules/audit/audited';
import { loadColumn } from '../modules/loadLarge';
import { drawDiagram, layOutDiagram } from '../modules/process/drawDiagram';
import { getProcessRow } from '../modules/process/process';
import { canCancelRequest, canUpdateRequestDataset } from '../modules/request/access';
import { countRequests } from '../modules/request/countRequests';
import { toFileLink } from '../modules/request/fileLink';
import { dataValues, type DataValueRow } from '../modules/request/read/dataValues';
import { toFileKey, loadContent } from '../modules/request/read/file';
import { readTerm } from '../modules/findConnection';
import { findRequests, searchRequests } from '../modules/request/read/findRequests';
import { getProgress, getRunStatus } from '../modules/request/read/getProgress';
import { toPublicDetail, findHistory } from '../modules/request/read/history';
import { loadRequestRow, getRequestRow, requestReference, canViewer, canViewerRetry, findRequest } from '../modules/request/request';
import { watchRequest } from '../modules/request/watchRequest';
import { intakeOf } from '../modules/sender/intakeOf';
import { findSamples } from '../modules/delivery/findSamples';
import { parseSample } from '../modules/trigger/parseSample';
import { getUserRow, searchUsers } from '../modules/user/user';
import { toGlobalId } from '../relay/globalId';
import { sql } from '../sql';
import type { FileDescriptor } from '../store/file';

export const requestResolvers: Resolvers = {
  Query: {
    request: (_, args, context) => findRequest(context, args),
    requests: (_, args, context) => findRequests(context, 'requests', args),
    requestCounts: (_, args, context) => countRequests(context, args),
    search: (_, { term }) => readTerm(term),
  },
  SearchResult: {
    users: (term, args, context) => searchUsers(context, { ...args, term }),
    requests: (term, args, context) => searchRequests(context, { ...args, term }),
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
    actions: ({ id }, args, context) =>
      findActions(context, 'Request.actions', args, {
        where: sql`a.request_id = parent.id`,
        parentId: id,
        isVisible: true,
        ascending: true,
      }),
    runStatus: (request, _, context) => getRunStatus(context, request),
    viewerCanCancel: (request, _, context) => canViewer(context, request, canCancelRequest),
    viewerCanRetry: (request, _, context) => canViewerRetry(context, request),
    viewerCanCancelFamily: ({ status }, _, context) => status === 'OPEN' && isAdministrator(context.viewer),
    viewerCanDelete: ({ status, startedById }, _, context) =>
      status === 'CLOSED' && startedById === null && isAdministrator(context.viewer),
    viewerCanUpdateDataset: (request, _, context) => canViewer(context, request, canUpdateRequestDataset),
    parent: ({ startedById }, _, context) => (startedById === null ? null : loadRequestRow(context, startedById)),
    subrequests: ({ id }, args, context) =>
      findRequests(context, 'Request.subrequests', args, { where: sql`r.parent_id = parent.id`, parentId: id }),
    history: ({ id }, args, context) => findHistory(context, id, args),
    async diagramLayout(request, _, context) {
      const [process, progress] = await Promise.all([getProcessRow(context, request.processId), getProgress(context, request)]);
      return layOutDiagram(context, process, progress);
    },
    async diagram(request, { format }, context) {
      const [process, progress] = await Promise.all([getProcessRow(context, request.processId), getProgress(context, request)]);
      return drawDiagram(context, process, format, progress);
    },
  },
  RequestCount: {
    assignee: ({ assigneeId }, _, context) => (assigneeId === null ? null : getUserRow(context, assigneeId)),
  },
  DataValue: {
    textValue: (data) => loadValue('TEXT', data),
    numericValue: (data) => loadValue('NUMERIC', data),
    dateTimeValue: (data) => loadValue('DATETIME', data),
    jsonValue: (data) => loadValue('JSON', data),
    fileValue: async (data) => {
      // `toDataChange` and SET put nothing else into a FILE.
      const file = await loadValue<FileDescriptor>('FILE', data);
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

/** Null at once where the data has another type: most fields of values are asked of data of all types. */
function loadValue<Value>(wanted: DataType, { type, load }: DataValueRow): Promise<Value | null> | null {
  return type === wanted ? (load() as Promise<Value | null>) : null;
}

export const triggerResolvers: Resolvers = {
  Trigger: {
    sender: (trigger) => intakeOf(trigger).sender,
    accept: (trigger) => [...intakeOf(trigger).accept],
    methods: (trigger) => [...intakeOf(trigger).methods],
    raw: (trigger) => intakeOf(trigger).raw,
    handshakes: (trigger) => [...intakeOf(trigger).handshakes],
    uid: (trigger) => intakeOf(trigger).uid,
    when: (trigger) => intakeOf(trigger).when,
    otherwise: (trigger) => intakeOf(trigger).otherwise,
    forEach: (trigger) => intakeOf(trigger).forEach,
  },
  TriggerProcessPayload: {
    // Answers that an older server kept under an Idempotency-Key do not say it.
    duplicate: (payload) => 'duplicate' in payload && payload.duplicate,
  },
  Query: {
    parseSample: (_, sample) => parseSample(sample),
    lastSamples: (_, { applicationName }, context) => findSamples(context, applicationName),
  },
};

export const fileResolvers: Resolvers = {
  FileValue: {
    name: ({ file }) => file.name,
    contentType: ({ file }) => file.contentType,
    size: ({ file }) => file.size,
    updatedAt: ({ file }) => file.updatedAt,
    description: ({ file }) => file.description ?? null,
    sha256: ({ file }) => file.sha256,
    url: ({ requestId, file }, _, context) => `${context.publicUrl}/files/${toFileKey({ requestId, id: file.id })}`,
    signedUrl({ requestId, file }, { expiresIn }, context) {
      const key = toFileKey({ requestId, id: file.id });
      return `${context.publicUrl}/files/${key}?${toFileLink(context.fileLinks, key, expiresIn, context.clock.now())}`;
    },
    content: (row, _, context) => loadContent(context, row),
  },
};
