import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { createYoga } from 'graphql-yoga';
import type { Context, Replay } from '../context';
import { createContext, type CallDeps } from '../modules/createContext';
import type { Feed } from '../store/createFeed';
import { cleanLiterals } from './cleanLiterals';
import { createAnswerPlainly, type AnswerPlainly } from './answerPlainly';
import { createStreams } from './createStreams';
import { explainInput } from './explainInput';
import type { GraphqlCall } from './graphqlCall';
import { createKnownDocuments, rememberDocuments } from './knownDocuments';
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

/** Answers GraphQL over HTTP, for calls whose viewer is known. */
export interface Graphql {
  answerPlainly: AnswerPlainly;
  /** Answers any call. */
  answer(request: IncomingMessage, response: ServerResponse, call: GraphqlCall): Promise<Response>;
}

/** GraphQL over HTTP at `/graphql`: Yoga, and a short way for what it need not see. */
export function createGraphql(
  deps: CallDeps & { feed: Feed; replay: Replay },
  schema: GraphQLSchema,
  { limits }: { limits: GraphqlLimits },
): Graphql {
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

  const known = createKnownDocuments();
  const mask = (error: unknown) => maskError(error, log);
  const yoga = createYoga<GraphqlCall, Context>({
    schema,
    graphqlEndpoint: '/graphql',
    maxRequestBodySize: limits.maxBodyBytes,
    context: contextOf,
    plugins: [
      limitTime(limits.timeout),
      rememberDocuments(known),
      subscribe({ takeStream, timeout: limits.timeout, maskError: mask }),
      explainInput,
      limitQuery(limits),
      // It cleans what `limitQuery` parses.
      cleanLiterals(schema),
      parseCall(limits),
      refuseSimpleTypes,
      onlyOurCodes,
    ],
    maskedErrors: { maskError: mask },
    // As many as `parseCall` lets through.
    batching: { limit: limits.maxBatch },
    // The router sees to other origins, for its refusals as well.
    cors: false,
    // Its page is sent by the router.
    graphiql: false,
    landingPage: false,
    logging: false,
  });
  return {
    answerPlainly: createAnswerPlainly({ schema, known, limits, contextOf, maskError: mask }),
    answer: async (request, response, call) => yoga.handleNodeRequestAndResponse(request, response, call),
  };
}
