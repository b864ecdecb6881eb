import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { toRefusal } from '../modules/toRefusal';

/** What a GraphQL client is told: GraphQL's own errors as they are, refusals with code and details, nothing of anything else. */
export function maskError(error: unknown, log: Logger): GraphQLError {
  if (error instanceof GraphQLError && (!error.originalError || error.originalError instanceof GraphQLError)) return error;
  const { message, code, details } = toRefusal(error, log);
  const { nodes = null, path = null } = error instanceof GraphQLError ? error : {};
  return new GraphQLError(message, { nodes, path, extensions: { ...details, code } });
}
