import type { IncomingMessage, ServerResponse } from 'node:http';
import type { GraphQLSchema } from 'graphql';
import { createYoga, type Plugin } from 'graphql-yoga';
import type { TrustedDocuments } from '../config';
import type { Context, Replay, EventStream } from '../context';
import { refusal } from '../errors';
import type { Identity } from '../identity/identity';
import { createContext, type CallDeps } from '../modules/createContext';
import type { Feed } from '../store/createFeed';
import { createFastPath, createKnownDocuments, rememberDocuments, type FastPath } from './createFastPath';
import { cleanLiterals } from './cleanLiterals';
import { explainInput } from './explainInput';
import { limitQuery } from './limitQuery';
import { limitTime } from './limitTime';
import type { QueryLimits } from './measureQuery';
import { parseCall } from './parseCall';
import { subscribe, createStreams } from './subscribe';
import { maskError, onlyOurCodes, toCallError } from './toGraphqlError';
import { createPersistedQueries } from './persistedQueries';

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

/** What the router hands over with each request. */
export interface GraphqlCall {
  identity: Identity;
  /** How many calls through this server led to this one. */
  hops: number;
  /** What URLs that are printed for the caller start with. */
  publicUrl: string;
  /** Aborted when the client is gone, or the process is to stop. */
  signal: EventStream['signal'];
  /** Whether the client is gone before it was answered. */
  isAbandoned: () => boolean;
  /** Logs the same caller in again. */
  logInAgain: () => Promise<Identity>;
}

/** Answers GraphQL over HTTP, for calls whose viewer is known. */
export interface Graphql {
  fastPath: FastPath;
  /** Answers any call. */
  answer(request: IncomingMessage, response: ServerResponse, call: GraphqlCall): Promise<Response>;
}

const accepted = /^application\/(json|graphql\+json|graphql)\s*(;|$)/i;
const multipart = /^multipart\/form-data\s*;/i;
/** Headers that a page of another origin cannot send without asking first, by the names that clients know. */
const preflight = ['graphql-require-preflight', 'apollo-require-preflight', 'x-graphql-yoga-csrf'];

/**
 * Takes only bodies that a browser sends to another origin after asking: forms and plain text, which it sends with remembered
 * credentials from any page, are refused, and uploads without a header that makes it ask.
 */
const refuseSimpleTypes: Plugin = {
  onRequestParse({ request: { method, headers } }) {
    const type = headers.get('content-type') ?? '';
    if (method !== 'POST' || accepted.test(type)) return;
    if (!multipart.test(type)) throw toCallError(refusal('CONTENT_TYPE_WRONG', { allowed: 'application/json', type: type || 'nothing' }));
    if (!preflight.some((name) => headers.has(name))) throw toCallError(refusal('PREFLIGHT_MISSING', {}));
  },
};

/** GraphQL over HTTP at `/graphql`: Yoga, and a short way for what it need not see. */
export function createGraphql(
  deps: CallDeps & { feed: Feed; replay: Replay },
  schema: GraphQLSchema,
  { limits, trustedDocuments }: { limits: GraphqlLimits; trustedDocuments: TrustedDocuments | undefined },
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
      eventStream: { feed, signal, renew },
      replay: deps.replay,
      isAbandoned,
    });
  }

  const known = createKnownDocuments();
  const persisted = createPersistedQueries(trustedDocuments);
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
      parseCall({ maxBatch: limits.maxBatch, persisted }),
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
    fastPath: createFastPath({ schema, known, persisted, limits, contextOf, maskError: mask }),
    answer: async (request, response, call) => yoga.handleNodeRequestAndResponse(request, response, call),
  };
}
