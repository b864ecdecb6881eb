import type { Context } from '../context';
import { refusal } from '../errors';
import { limits } from '../limits';
import type { Resolvers } from '../generated/graphql';
import { nodeLoaders } from '../generated/nodeLoaders';
import { loadRequestRow } from '../modules/request/request';
import { fromGlobalId, keyPartsOf, type NodeType } from '../relay/globalId';

type Load = (context: Context, ...key: [number, number]) => Promise<object | null>;

const loaders: Record<Exclude<NodeType, 'Assignee'>, Load> = nodeLoaders;

export const nodeResolvers = {
  Query: {
    node: (_, { id }, context) => loadNode(context, id),
    nodes(_, { ids }, context) {
      const maxIds = limits.nodeIds.value;
      if (ids.length > maxIds)
        throw refusal('INPUT_INVALID', { path: 'ids', reason: `must have at most ${maxIds} items, not ${ids.length}` });
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

const isLoaded = (type: string): type is keyof typeof loaders => Object.hasOwn(loaders, type);

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
  if (!decoded || !isLoaded(decoded.type) || decoded.key.length !== keyPartsOf(decoded.type)) return null;
  const row = await loaders[decoded.type](context, ...(decoded.key as [number, number]));
  return row && { __typename: decoded.type, ...row };
}
