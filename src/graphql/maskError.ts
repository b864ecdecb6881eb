import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { toRefusal } from '../modules/toRefusal';
import { toGraphqlError } from './toGraphqlError';

/** What a GraphQL client is told: GraphQL's own errors as they are, refusals with code and details, nothing of anything else. */
export function maskError(error: unknown, log: Logger): GraphQLError {
  if (error instanceof GraphQLError && (!error.originalError || error.originalError instanceof GraphQLError)) return error;
  const { nodes = null, path = null } = error instanceof GraphQLError ? error : {};
  return toGraphqlError(toRefusal(error, log), { nodes, path });
}
