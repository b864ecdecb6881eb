import { GraphQLError, type GraphQLErrorOptions } from 'graphql';
import type { Refusal } from '../errors';

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
  const answered = refusal === 'PERSISTED_QUERY_NOT_SUPPORTED' ? 200 : status;
  return new GraphQLError(message, { extensions: { ...extensions, http: { status: answered } } });
}
