import type { Context } from '../../context';
import type { Resolvers } from '../../generated/graphql';
import { fromGlobalId } from '../../relay/globalId';
import { loadRequestRow } from '../request/loadRequestRow';
import { loadNode } from './loadNode';

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
