import { setMaxListeners } from 'node:events';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import type { Config } from './config';
import type { Clock } from './context';
import { toDefinitionJsonSchema } from './engine/definition';
import { createGraphiqlPage } from './graphiql/createGraphiqlPage';
import { createGraphql } from './graphql/createGraphql';
import { createSchema, typeDefs } from './graphql/createSchema';
import { createHooks } from './hooks/createHooks';
import { createReplay } from './hooks/createReplay';
import { createRest } from './hooks/rest/createRest';
import { openApi } from './hooks/rest/openApi';
import { createLogIn } from './identity/createLogIn';
import { createCallDeps } from './modules/createContext';
import { createWaits } from './modules/request/awaitRequest';
import { limits } from './limits';
import { answerClientErrors } from './server/answerClientErrors';
import { createAddressOf, createIsSecure, createPublicUrlOf } from './server/forwarded';
import { createAnswerFile } from './server/createAnswerFile';
import { createCors } from './server/createCors';
import { createIsReachable } from './server/createIsReachable';
import { createJobs } from './server/createJobs';
import { createShutdown } from './server/createShutdown';
import { createMetrics } from './server/createMetrics';
import { createReload } from './server/createReload';
import { createRouter } from './server/createRouter';
import { queueCalls } from './server/queueCalls';
import { ownPathsOf } from './modules/file/openAllowedFile';
import { createDeliveryLog } from './store/delivery/createDeliveryLog';
import { createFeed } from './store/createFeed';
import type { Database } from './store/openDatabase';
import { createProviderLogIn } from './identity/createProviderLogIn';
import { createSessions } from './identity/createSessions';
import { createBrowserLogIn } from './server/createBrowserLogIn';

/** What answers requests, and runs jobs once it listens. It never listens by itself. */
export interface Server {
  http: http.Server | https.Server;
  /**
   * Is not ready any more, serves on for `config.shutdownDelayMs`, then refuses new connections; ends when all that runs has been answered and
   * all jobs that run have ended.
   */
  stop(): Promise<void>;
  /** Reads the certificate and its key again. */
  reload(): void;
}

export interface ServerDeps {
  config: Config;
  db: Database;
  log: Logger;
  clock?: Clock;
}

/** Against callers who send slowly or never end: headers within 5 s, a whole request within 2 minutes. In milliseconds. */
const timeouts = { headersTimeout: 5_000, requestTimeout: 120_000, connectionsCheckingInterval: 1_000 };

/** How often a keep-alive is sent on an idle event stream, in milliseconds. */
const pingMs = 12_000;

/** Puts the server together: one router over node:http (or node:https), Yoga for /graphql alone. */
export function createServer({ config, db, log, clock }: ServerDeps): Server {
  const schema = createSchema();
  const stopping = new AbortController();
  // Each answer that runs listens to it.
  setMaxListeners(0, stopping.signal);
  // A request without Host is refused by the router, in JSON.
  const options = {
    ...timeouts,
    keepAliveTimeout: config.keepAliveTimeoutMs,
    maxHeaderSize: limits.headerBytes.value,
    requireHostHeader: false,
  };
  const server = config.tls
    ? https.createServer({ ...options, cert: readFileSync(config.tls.certFile), key: readFileSync(config.tls.keyFile) })
    : http.createServer(options);
  // Bytes are counted instead: beyond a number of headers Node.js would drop the others and say nothing.
  server.maxHeadersCount = 0;
  answerClientErrors(server);
  // Nothing moves on the connection for longer than any answer takes: the other side is gone, or plays dead.
  server.setTimeout(Math.max(config.requestTimeoutMs + 10_000, pingMs * 2));

  const leave = createShutdown(server, config.shutdownDelayMs);

  const urlNow = () => config.publicUrl ?? `${config.tls ? 'https' : 'http'}://${toHost(server.address())}${config.basePath}`;
  let url = urlNow();
  // Each call needs it, and the operating system takes its time to tell the address.
  server.on('listening', () => (url = urlNow()));
  const publicUrl = () => url;
  const metrics = createMetrics(db.pool);
  const deps = createCallDeps({
    db,
    log,
    clock,
    secretKey: config.secretKey,
    maxDescendants: config.maxDescendants,
    publicUrl,
    ownPaths: ownPathsOf(config),
    ownedLimits: config.ownedLimits,
    onCommit: metrics.countCommit,
  });
  const { graphqlMaxDepth, graphqlMaxCost, graphqlMaxAliases, graphqlMaxTokens, graphqlMaxBatch, graphqlMaxNodes, maxBodyBytes } = config;
  const feed = createFeed({ db, url: config.databaseDirectUrl, log });
  const waits = createWaits({ db, feed, maxWaits: config.maxWaits });
  const isReachable = createIsReachable(db);
  const deliveries = createDeliveryLog({ db, log, dropped: () => metrics.deliveryDropped() });
  const answerHook = createHooks({ ...deps, waits, deliveries, countHook: metrics.countHook }, schema);
  const replay = createReplay({ db, deliveries, answerHook, log, stopping: stopping.signal });
  const graphql = createGraphql({ ...deps, feed, replay }, schema, {
    trustedDocuments: config.trustedDocuments,
    limits: {
      maxDepth: graphqlMaxDepth,
      maxCost: graphqlMaxCost,
      maxAliases: graphqlMaxAliases,
      maxTokens: graphqlMaxTokens,
      maxBatch: graphqlMaxBatch,
      maxNodes: graphqlMaxNodes,
      maxSubscriptions: config.maxSubscriptions,
      maxSubscriptionsOfUser: config.maxUserSubscriptions,
      maxBodyBytes,
      timeout: config.requestTimeoutMs,
    },
  });
  const jobs = createJobs({ ...deps, config, metrics: metrics.jobs });
  // Not before: what they send leads to where it listens.
  server.once('listening', () => jobs.start());
  const sessions = createSessions(db);
  const { logIn, findByPassword } = createLogIn({ db, log, oidc: config.oidc, sessions });
  const provider = config.oidc && config.oidcClient ? createProviderLogIn(config.oidc, config.oidcClient, { db, log }) : null;
  const router = createRouter({
    ...config,
    log,
    metrics,
    logIn,
    browserLogIn: createBrowserLogIn({ sessions, findByPassword, provider, corsOrigins: config.corsOrigins, log }),
    cors: createCors(config.corsOrigins),
    addressOf: createAddressOf(config.trustProxy),
    publicUrlOf: createPublicUrlOf(config, publicUrl),
    isSecure: createIsSecure(config),
    answerHook,
    answerRest: createRest({ ...deps, waits, deliveries }, schema),
    openApi,
    graphql,
    graphiqlPage: createGraphiqlPage(),
    answerFile: createAnswerFile(deps),
    schema: typeDefs,
    definitionSchema: toDefinitionJsonSchema(),
    isReady: async () => !leave.isShuttingDown() && (await isReachable()),
    stopping: stopping.signal,
  });
  server.on('request', queueCalls(router));

  return {
    http: server,
    reload: createReload(server, config.tls, log),
    async stop() {
      let stopped: Promise<unknown> | undefined;
      await leave.shutDown(() => {
        stopping.abort();
        stopped = Promise.all([jobs.stop(), feed.stop()]);
      });
      await stopped;
      await deliveries.settle();
      await deps.outbound.close();
      await deps.threads.stop();
    },
  };
}

function toHost(address: AddressInfo | string | null): string {
  if (typeof address !== 'object' || !address) return 'localhost';
  return `${address.family === 'IPv6' ? `[${address.address}]` : address.address}:${address.port}`;
}
