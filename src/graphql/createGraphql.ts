import { EnvelopArmor } from '@escape.tech/graphql-armor';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { Context, Replay } from '../context';
import { createContext, type CallDeps } from '../modules/createContext';
import type { Feed } from '../store/createFeed';
import { createStreams } from './createStreams';
import { explainInput } from './explainInput';
import type { GraphqlCall } from './graphqlCall';
import { limitTime } from './limitTime';
import { maskError } from './maskError';
import { onlyOurCodes } from './onlyOurCodes';
import { parseCall } from './parseCall';
import { refuseSimpleTypes } from './refuseSimpleTypes';
import { subscribe } from './subscribe';

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
  /** Subscriptions that run at a time. */
  maxSubscriptions: number;
  /** Of one user. */
  maxSubscriptionsOfUser: number;
}

/** GraphQL over HTTP and GraphiQL at `/graphql`, for requests whose viewer is known. */
export function createGraphql(
  deps: CallDeps & { feed: Feed; replay: Replay },
  schema: GraphQLSchema,
  { limits }: { limits: GraphqlLimits },
) {
  const { feed, log } = deps;
  const armor = new EnvelopArmor({
    maxDepth: { n: limits.maxDepth, ignoreIntrospection: true },
    costLimit: { maxCost: limits.maxCost, ignoreIntrospection: true },
    maxAliases: { n: limits.maxAliases },
    maxTokens: { n: limits.maxTokens },
    // Everybody here is logged in and may read the schema anyway: "did you mean" helps him.
    blockFieldSuggestion: { enabled: false },
  });
  const takeStream = createStreams(limits.maxSubscriptions, limits.maxSubscriptionsOfUser);

  function contextOf(call: GraphqlCall): Context {
    const { identity, hops, publicUrl, signal, isAbandoned, logInAgain } = call;
    const renew = async () => contextOf({ ...call, identity: await logInAgain() });
    return createContext({ ...deps, publicUrl: () => publicUrl }, identity.viewer, {
      identity,
      hops,
      maxNodes: limits.maxNodes,
      live: { feed, signal, renew },
      replay: deps.replay,
      isAbandoned,
    });
  }

  return createYoga<GraphqlCall, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    maxRequestBodySize: limits.maxBodyBytes,
    context: contextOf,
    plugins: [
      ...(armor.protect().plugins as unknown as Plugin[]),
      limitTime(limits.timeout),
      subscribe({ takeStream, timeout: limits.timeout, maskError: (error) => maskError(error, log) }),
      explainInput,
      parseCall,
      refuseSimpleTypes,
      onlyOurCodes,
    ],
    maskedErrors: { maskError: (error) => maskError(error, log) },
    batching: limits.maxBatch > 1 ? { limit: limits.maxBatch } : false,
    // The router sees to other origins, for its refusals as well.
    cors: false,
    // Its page is sent by the router.
    graphiql: false,
    landingPage: false,
    logging: false,
  });
}
