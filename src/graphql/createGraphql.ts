import { EnvelopArmor } from '@escape.tech/graphql-armor';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Context } from '../context';
import type { Identity } from '../identity/identity';
import { createContext, type CallDeps } from '../modules/createContext';
import { explainInput } from './explainInput';
import { limitTime } from './limitTime';
import { maskError } from './maskError';
import { onlyOurCodes } from './onlyOurCodes';
import { refuseSimpleTypes } from './refuseSimpleTypes';

/** What keeps one request from costing all others. */
export interface GraphqlLimits {
  maxDepth: number;
  maxCost: number;
  maxAliases: number;
  maxTokens: number;
  maxBatch: number;
  /** Nodes in the lists of one operation. */
  maxNodes: number;
  maxBodyBytes: number;
  /** Milliseconds. */
  timeout: number;
}

/** What the router hands over with each request. */
export interface GraphqlCall {
  identity: Identity;
  /** What URLs that are printed for the caller start with. */
  publicUrl: string;
}

/** GraphQL over HTTP and GraphiQL at `/graphql`, for requests whose viewer is known. */
export function createGraphql(deps: CallDeps, schema: GraphQLSchema, { limits }: { limits: GraphqlLimits }) {
  const armor = new EnvelopArmor({
    maxDepth: { n: limits.maxDepth, ignoreIntrospection: true },
    costLimit: { maxCost: limits.maxCost, ignoreIntrospection: true },
    maxAliases: { n: limits.maxAliases },
    maxTokens: { n: limits.maxTokens },
    // Everybody here is logged in and may read the schema anyway: "did you mean" helps him.
    blockFieldSuggestion: { enabled: false },
  });
  return createYoga<GraphqlCall, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    maxRequestBodySize: limits.maxBodyBytes,
    context: ({ identity, publicUrl }) =>
      createContext({ ...deps, publicUrl: () => publicUrl }, identity.viewer, { identity, maxNodes: limits.maxNodes }),
    plugins: [
      ...(armor.protect().plugins as unknown as Plugin[]),
      limitTime(limits.timeout),
      explainInput,
      refuseSimpleTypes,
      onlyOurCodes,
    ],
    maskedErrors: { maskError: (error) => maskError(error, deps.log) },
    batching: limits.maxBatch > 1 ? { limit: limits.maxBatch } : false,
    // The router sees to other origins, for its refusals as well.
    cors: false,
    // Multipart requests pass a browser's same-origin checks; uploads bring them back with their own protection.
    multipart: false,
    // Its page is sent by the router.
    graphiql: false,
    landingPage: false,
    logging: false,
  });
}
