import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../config';
import { refusal } from '../errors';
import { readHops } from '../modules/readHops';
import type { GraphqlCall } from '../graphql/graphqlCall';
import type { Page } from '../graphql/createGraphiqlPages';
import type { HttpCall } from '../hooks/httpCall';
import type { HookAnswer, HookRequest } from '../hooks/hookRequest';
import type { RestRoute } from '../hooks/rest/restPaths';
import type { RestRequest } from '../hooks/rest/restRequest';
import type { LogIn } from '../identity/createLogIn';
import type { Identity } from '../identity/identity';
import { toRefusal } from '../modules/toRefusal';
import type { AnswerFile } from './createAnswerFile';
import type { Cors } from './createCors';
import type { Metrics } from './createMetrics';
import { createPlaces } from './createPlaces';
import { createStream } from './createStream';
import { discardBody } from './discardBody';
import { findRoute, type Route } from './findRoute';
import { keepOpen } from './keepOpen';
import { readBody } from './readBody';
import { send } from './send';
import { sendHome } from './sendHome';
import { asksForPage, sendPage } from './sendPage';
import { sendRefusal } from './sendRefusal';

/** What the routes lead to. */
export interface RouterDeps {
  basePath: string;
  /** `jobs`: nothing but health and metrics is answered. */
  role: Config['role'];
  maxBodyBytes: number;
  /** Calls that are worked on at a time; so many more may log in meanwhile. */
  maxConcurrentRequests: number;
  log: Logger;
  metrics: Metrics;
  logIn: LogIn;
  cors: Cors;
  /** The caller's address, behind trusted proxies. */
  addressOf(request: IncomingMessage): string;
  /** What URLs that are printed for the caller start with. */
  publicUrlOf(request: IncomingMessage): string;
  answerHook(request: HookRequest): Promise<HookAnswer>;
  answerRest(request: RestRequest): Promise<HookAnswer>;
  /** The OpenAPI document of the Workflows API, at this URL. */
  openApi(url: string): object;
  graphql(request: IncomingMessage, response: ServerResponse, call: GraphqlCall): Promise<unknown>;
  /** GraphiQL that sends its queries to this path. */
  graphiqlPage(endpoint: string): Promise<Page>;
  answerFile: AnswerFile;
  /** The text of schema.graphql. */
  schema: string;
  /** The JSON Schema of process definitions. */
  definitionSchema: object;
  isReady(): Promise<boolean>;
  /** Aborted when the process is to stop. */
  stopping: AbortSignal;
}

type Answer = (request: IncomingMessage, response: ServerResponse, route: Route) => unknown;

/** One listener for all routes. It answers whatever is thrown. */
export function createRouter(deps: RouterDeps): RequestListener {
  const places = createPlaces(deps.maxConcurrentRequests);
  // Places of their own: whoever only tries to log in keeps no hook waiting.
  const placesToLogIn = createPlaces(deps.maxConcurrentRequests);

  const logIn = (request: IncomingMessage): Promise<Identity> =>
    placesToLogIn.take(() => deps.logIn(request.headers, deps.addressOf(request)));

  const toCall = (request: IncomingMessage, response: ServerResponse): HttpCall => ({
    method: request.method ?? '',
    headers: request.headers,
    query: /\?([^#]*)/.exec(request.url ?? '')?.[1] ?? '',
    address: deps.addressOf(request),
    readBody: () => readBody(request, deps.maxBodyBytes),
    takePlace: (work) => places.take(work),
    waitFor: (waiting) => places.leaveFor(() => keepOpen(response, () => waiting(createStream(response, deps.stopping).signal))),
  });

  async function answerHook(request: IncomingMessage, response: ServerResponse, { rest }: Route): Promise<void> {
    const header = request.headers['x-hook-token'] ?? request.headers['x-wfgen-hooktoken'];
    const inHeader = typeof header === 'string';
    const { status, headers, body } = await deps.answerHook({
      ...toCall(request, response),
      token: inHeader ? header : rest,
      operation: inHeader && rest ? rest : null,
    });
    send(response, status, headers, body);
  }

  const answerRest =
    (route: RestRoute): Answer =>
    async (request, response, { rest }) => {
      const { status, headers, body } = await deps.answerRest({
        ...toCall(request, response),
        route,
        id: rest,
        logIn: () => logIn(request),
      });
      send(response, status, headers, body);
    };

  async function answerGraphql(request: IncomingMessage, response: ServerResponse, { path }: Route): Promise<void> {
    if (deps.cors(request, response)) return;
    const identity = await logIn(request);
    const hops = readHops(request.headers);
    // Yoga gives up on one that turns out to be too large, and leaves the connection in the middle of it.
    if (isStreamedUpload(request)) response.setHeader('Connection', 'close');
    // Otherwise nginx keeps the events of a stream back until there are many.
    if (request.headers.accept?.includes('text/event-stream')) response.setHeader('X-Accel-Buffering', 'no');
    request.url = `/graphql${(request.url ?? '').slice(path.length)}`;
    if (asksForPage(request)) return sendPage(request, response, await deps.graphiqlPage(path));
    const { signal, begin, begun } = createStream(response, deps.stopping);
    let answered: Promise<unknown> = Promise.resolve();
    await places.take(() => {
      const call = { identity, hops, publicUrl: deps.publicUrlOf(request), signal, begin, logInAgain: () => logIn(request) };
      answered = deps.graphql(request, response, call);
      return Promise.race([answered, begun]);
    });
    await answered;
  }

  async function answerFile(request: IncomingMessage, response: ServerResponse, { rest }: Route): Promise<void> {
    if (deps.cors(request, response)) return;
    const identity = await logIn(request);
    const sendFile = await places.take(() => deps.answerFile(request, identity, rest));
    // Whoever reads slowly keeps no place from others: nothing is held for him but a slice.
    await sendFile(response);
  }

  const answers: Record<Route['name'], Answer> = {
    healthz: (_, response) => send(response, 200, {}, 'ok\n'),
    async readyz(_, response) {
      const isReady = await deps.isReady();
      send(response, isReady ? 200 : 503, {}, isReady ? 'ready\n' : 'not ready\n');
    },
    async metrics(_, response) {
      const { text, type } = await deps.metrics.read();
      send(response, 200, { 'Content-Type': type }, text);
    },
    async schema(request, response) {
      if (deps.cors(request, response)) return;
      await logIn(request);
      send(response, 200, {}, deps.schema);
    },
    home: (request, response, { path }) => sendHome(request, response, path),
    definition: (_, response) => send(response, 200, { 'Content-Type': 'application/schema+json' }, deps.definitionSchema),
    graphql: answerGraphql,
    hooks: answerHook,
    cases: answerRest('cases'),
    case: answerRest('case'),
    parameters: answerRest('parameters'),
    run: answerRest('run'),
    workflow: answerRest('workflow'),
    result: answerRest('result'),
    openapi: (request, response) => send(response, 200, {}, deps.openApi(deps.publicUrlOf(request))),
    files: answerFile,
    unknown: (_, __, { path }) => Promise.reject(refusal('ROUTE_UNKNOWN', { path })),
  };

  async function answer(request: IncomingMessage, response: ServerResponse, route: Route): Promise<void> {
    const isProbe = route.name === 'healthz' || route.name === 'readyz' || route.name === 'metrics';
    if (deps.role === 'jobs' && !isProbe) throw refusal('ROUTE_UNKNOWN', { path: route.path });
    await answers[route.name](request, response, route);
  }

  return (request, response) => {
    const begun = performance.now();
    const route = findRoute(request.url ?? '', deps.basePath);
    response.once('finish', () => {
      deps.metrics.observe(route.name, response.statusCode, (performance.now() - begun) / 1000);
      discardBody(request);
    });
    answer(request, response, route).catch((error: unknown) => {
      if (response.headersSent || request.destroyed) response.destroy();
      else sendRefusal(response, toRefusal(error, deps.log), route.name === 'graphql');
    });
  };
}

/** Whether it is a multipart request that does not say how long it is. */
function isStreamedUpload({ headers }: IncomingMessage): boolean {
  return headers['content-length'] === undefined && headers['content-type']?.startsWith('multipart/') === true;
}
