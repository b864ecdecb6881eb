import { GraphQLError, type GraphQLErrorOptions, type ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from 'pino';
import { httpStatus, type Refusal, type RefusalCode, type RefusalName } from '../errors';
import { toRefusal } from '../modules/toRefusal';

/** A refusal as an error of GraphQL. */
export function toGraphqlError({ message, extensions }: Refusal, where: Pick<GraphQLErrorOptions, 'nodes' | 'path'> = {}): GraphQLError {
  return new GraphQLError(message, { ...where, extensions });
}

/** A refusal of a whole operation: the HTTP answer has its status where the client knows that GraphQL over HTTP does so. */
export function toRequestError({ message, extensions, status }: Refusal): GraphQLError {
  return new GraphQLError(message, { extensions: { ...extensions, http: { status, spec: true } } });
}

/** A refusal of a whole HTTP call, which gets its status. */
export function toCallError({ message, extensions, status, refusal }: Refusal): GraphQLError {
  // Clients go on after this one, and take other statuses for a broken server.
  const answered = refusal === 'PERSISTED_QUERY_NOT_FOUND' ? 200 : status;
  return new GraphQLError(message, { extensions: { ...extensions, http: { status: answered } } });
}

/** Returns what a GraphQL client is told: GraphQL's own errors as they are, refusals with code and details, nothing of anything else. */
export function maskError(error: unknown, log: Logger): GraphQLError {
  if (error instanceof GraphQLError && (!error.originalError || error.originalError instanceof GraphQLError)) return error;
  const { nodes = null, path = null } = error instanceof GraphQLError ? error : {};
  return toGraphqlError(toRefusal(error, log), { nodes, path });
}

/** The names of these errors in the catalog. */
const reasons: Partial<Record<string, RefusalName>> = {
  BAD_USER_INPUT: 'QUERY_INVALID',
  METHOD_NOT_ALLOWED: 'METHOD_WRONG',
  UNSUPPORTED_MEDIA_TYPE: 'CONTENT_TYPE_WRONG',
};

/** Gives errors of GraphQL and of its libraries (syntax, validation, method, type) a code and a name of the catalog. */
export const onlyOurCodes: Plugin = {
  onResultProcess(payload) {
    const { result } = payload;
    if (Array.isArray(result)) payload.setResult(result.map(withOurCodes));
    else if (!(Symbol.asyncIterator in result)) payload.setResult(withOurCodes(result));
  },
};

/** The same result, whose errors all have a code and a name of the catalog. */
export function withOurCodes<Result extends ExecutionResult>(result: Result): Result {
  return result.errors ? { ...result, errors: result.errors.map(toOurs) } : result;
}

function toOurs(error: GraphQLError): GraphQLError {
  const { code, http } = error.extensions as { code?: string; http?: { status?: number } };
  if (code !== undefined && Object.hasOwn(httpStatus, code)) return error;
  const ours = Object.keys(httpStatus).find((one) => httpStatus[one as RefusalCode] === http?.status) ?? 'BAD_USER_INPUT';
  const { message, nodes = null, source = null, positions = null, path = null } = error;
  return new GraphQLError(message, {
    nodes,
    source,
    positions,
    path,
    extensions: { ...error.extensions, code: ours, reason: reasons[ours] },
  });
}
