import type { Context } from '../context';
import { refusal } from '../errors';
import type { Resolvers } from '../generated/graphql';
import { loadActionRow } from '../modules/action/action';
import { loadApiTokenRow } from '../modules/apiToken/apiToken';
import { loadApplicationRow } from '../modules/application/application';
import { loadAuditEntryRow } from '../modules/audit/auditEntry';
import { loadAttemptRow } from '../modules/callback/attempt';
import { loadCallbackRow } from '../modules/callback/callback';
import { loadCaseRow } from '../modules/case/case';
import { loadCommentRow } from '../modules/comment/comment';
import { loadDelegationRow } from '../modules/delegation/delegation';
import { loadDeliveryRow } from '../modules/delivery/delivery';
import { loadFavoriteRow } from '../modules/favorite/favorite';
import { loadJobRow } from '../modules/job/job';
import { loadFolderRow } from '../modules/process/folder';
import { loadProcessRow } from '../modules/process/process';
import { loadRequestRow } from '../modules/request/request';
import { loadSecretRow } from '../modules/secret/secret';
import { loadGroupRow } from '../modules/user/group';
import { loadUserRow } from '../modules/user/user';
import { loadViewRow } from '../modules/view/view';
import { fromGlobalId, type NodeType } from '../relay/globalId';

/** How many IDs `nodes` takes. */
const most = 200;

type Load = (context: Context, ...key: [number, number]) => Promise<object | null>;

const loads: Record<Exclude<NodeType, 'Assignee'>, { parts: number; load: Load }> = {
  Request: { parts: 1, load: loadRequestRow },
  Action: { parts: 2, load: loadActionRow },
  Comment: { parts: 2, load: loadCommentRow },
  Favorite: { parts: 1, load: loadFavoriteRow },
  View: { parts: 1, load: loadViewRow },
  Case: { parts: 1, load: loadCaseRow },
  Process: { parts: 1, load: loadProcessRow },
  Folder: { parts: 1, load: loadFolderRow },
  User: { parts: 1, load: loadUserRow },
  Group: { parts: 1, load: loadGroupRow },
  Delegation: { parts: 1, load: loadDelegationRow },
  ApiToken: { parts: 1, load: loadApiTokenRow },
  Application: { parts: 1, load: loadApplicationRow },
  Callback: { parts: 1, load: loadCallbackRow },
  CallbackAttempt: { parts: 1, load: loadAttemptRow },
  AuditEntry: { parts: 1, load: loadAuditEntryRow },
  Delivery: { parts: 1, load: loadDeliveryRow },
  Job: { parts: 1, load: loadJobRow },
  Secret: { parts: 1, load: loadSecretRow },
};

export const nodeResolvers = {
  Query: {
    node: (_, { id }, context) => loadNode(context, id),
    nodes(_, { ids }, context) {
      if (ids.length > most) throw refusal('INPUT_INVALID', { path: 'ids', reason: `must have at most ${most} items, not ${ids.length}` });
      return Promise.all(ids.map((id) => loadNode(context, id)));
    },
  },
  Node: {
    __resolveType: (node) => (node as unknown as { __typename: string }).__typename,
  },
} as Resolvers;

/** What operations give: IDs. */
interface Payload {
  requestId?: string | null;
  actionId?: string;
  actionIds?: string[];
  commentId?: string;
  deletedCommentId?: string;
}

const find = (context: Context, id: string | undefined) => (id === undefined ? null : loadNode(context, id));

/** The request of a payload: what is in it has its number as the first part of its ID. */
const request = ({ requestId, actionId, actionIds, commentId, deletedCommentId }: Payload, _: unknown, context: Context) => {
  const id = requestId ?? actionId ?? actionIds?.[0] ?? commentId ?? deletedCommentId;
  const [number] = (id !== undefined && fromGlobalId(id)?.key) || [];
  return number === undefined ? null : loadRequestRow(context, number);
};

const ofRequest = { request };
const ofAction = { request, action: ({ actionId }: Payload, _: unknown, context: Context) => find(context, actionId) };

/** The objects that payloads have beside their IDs, read after the operation as the viewer sees them; null for one that is hidden. */
export const payloadResolvers = {
  CreateRequestPayload: ofRequest,
  RunWorkflowPayload: ofRequest,
  BatchedRun: ofRequest,
  TriggerProcessPayload: ofRequest,
  UpdateRequestDatasetPayload: ofRequest,
  CancelRequestPayload: ofRequest,
  CancelRequestFamilyPayload: ofRequest,
  RetryRequestPayload: ofRequest,
  RunCasePayload: ofRequest,
  CompleteActionPayload: ofAction,
  CompleteFormActionPayload: ofAction,
  CancelActionPayload: ofAction,
  AssignActionPayload: ofAction,
  CancelActionAssignmentPayload: ofAction,
  CancelRequestActionsByNamePayload: {
    request,
    actions: ({ actionIds = [] }: Payload, _: unknown, context: Context) => actionIds.map((id) => find(context, id)),
  },
  AddCommentPayload: { request, comment: ({ commentId }: Payload, _: unknown, context: Context) => find(context, commentId) },
  RemoveCommentPayload: ofRequest,
} as Resolvers;

/** Whatever has this global ID, with its type; null for what is malformed, unknown, or hidden from the viewer. Batched by type. */
export async function loadNode(context: Context, id: string): Promise<object | null> {
  const decoded = fromGlobalId(id);
  const of = decoded && Object.hasOwn(loads, decoded.type) ? loads[decoded.type as keyof typeof loads] : null;
  if (!decoded || decoded.key.length !== of?.parts) return null;
  const row = await of.load(context, ...(decoded.key as [number, number]));
  return row && { __typename: decoded.type, ...row };
}
