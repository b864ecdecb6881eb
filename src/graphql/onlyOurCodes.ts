import { GraphQLError, type ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { httpStatus, type RefusalCode, type RefusalName } from '../errors';

/** The names of these errors in the catalogue. */
const reasons: Partial<Record<string, RefusalName>> = {
  BAD_USER_INPUT: 'QUERY_INVALID',
  METHOD_NOT_ALLOWED: 'METHOD_WRONG',
  UNSUPPORTED_MEDIA_TYPE: 'CONTENT_TYPE_WRONG',
};

/** Gives errors of GraphQL and of its libraries (syntax, validation, method, type) a code and a name of the catalogue. */
export const onlyOurCodes: Plugin = {
  onResultProcess(payload) {
    const { result } = payload;
    if (Array.isArray(result)) payload.setResult(result.map(withOurCodes));
    else if (!(Symbol.asyncIterator in result)) payload.setResult(withOurCodes(result));
  },
};

/** The same result, whose errors all have a code and a name of the catalogue. */
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
