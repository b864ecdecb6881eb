import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { Context, Replay } from '../context';
import { createContext, type CallDeps } from '../modules/createContext';
import type { Feed } from '../store/createFeed';
import { cleanLiterals } from './cleanLiterals';
import { createStreams } from './createStreams';
import { explainInput } from './explainInput';
import type { GraphqlCall } from './graphqlCall';
import { limitQuery } from './limitQuery';
import { limitTime } from './limitTime';
import { maskError } from './maskError';
import type { QueryLimits } from './measureQuery';
import { onlyOurCodes } from './onlyOurCodes';
import { parseCall } from './parseCall';
import { refuseSimpleTypes } from './refuseSimpleTypes';
import { subscribe } from './subscribe';

/** What keeps one request from costing all others. */
export interface GraphqlLimits extends QueryLimits {
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
      limitTime(limits.timeout),
      subscribe({ takeStream, timeout: limits.timeout, maskError: (error) => maskError(error, log) }),
      explainInput,
      limitQuery(limits),
      // It cleans what `limitQuery` parses.
      cleanLiterals(schema),
      parseCall(limits),
      refuseSimpleTypes,
      onlyOurCodes,
    ],
    maskedErrors: { maskError: (error) => maskError(error, log) },
    // As many as `parseCall` lets through.
    batching: { limit: limits.maxBatch },
    // The router sees to other origins, for its refusals as well.
    cors: false,
    // Its page is sent by the router.
    graphiql: false,
    landingPage: false,
    logging: false,
  });
}
