import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../config';
import { Refusal, refusal } from '../errors';
import { readHops } from '../outbound/createOutbound';
import { accepts } from '../graphql/subscribe';
import type { Graphql } from '../graphql/createGraphql';
import type { Page } from '../graphiql/createGraphiqlPage';
import { createDeadline } from '../hooks/createDeadline';
import type { HookAnswer, HookRequest, HttpCall } from '../hooks/hookRequest';
import type { RestRoute } from '../hooks/rest/restPaths';
import type { RestRequest } from '../hooks/rest/restRequest';
import { cut } from '../input/texts';
import type { LogIn } from '../identity/createLogIn';
import type { Identity } from '../identity/identity';
import { networkOf } from '../identity/createLogInThrottle';
import { decodeBody } from '../input/decodeBody';
import { readCodings } from '../input/decompress';
import { isFileLink } from '../modules/request/fileLink';
import { toRefusal } from '../modules/toRefusal';
import { version } from '../version';
import type { AnswerFile } from './createAnswerFile';
import type { Cors } from './createCors';
import type { Metrics } from './createMetrics';
import { createCallLog, guardHeaders, requestIdOf } from './createCallLog';
import { createShares, createSlots, createHold, type Hold } from './createShares';
import { findRoute, toPath, type Route } from './findRoute';
import { readBody, discardBody, withBody } from './readBody';
import { send, sendHeld, sendDocument, sendPlain, sendRefusal, sendFetched, createStream, keepOpen } from './send';
import { acceptsHtml, sendPage, sendHome } from './sendPage';
import type { BrowserCall, BrowserLogIn } from './createBrowserLogIn';
import { readCookie, refuseCrossSite } from './cookies';
import { limits } from '../limits';

/** What the routes lead to. */
export interface RouterDeps {
  basePath: string;
  /** `jobs`: nothing but health and metrics is answered. */
  role: Config['role'];
  maxBodyBytes: number;
  /** Calls that are worked on at a time; so many more may log in meanwhile. */
  maxConcurrentRequests: number;
  /** Calls that wait for a request to end. */
  maxWaits: number;
  /** In percent, of one user, hook or address. */
  maxCallerShare: number;
  maxBodiesBytes: number;
  maxAnswersBytes: number;
  /** Milliseconds. */
  requestTimeoutMs: number;
  log: Logger;
  /** Which calls have a line in the log. */
  accessLog: Config['accessLog'];
  metrics: Metrics;
  logIn: LogIn;
  browserLogIn: BrowserLogIn;
  corsOrigins: readonly string[];
  cors: Cors;
  /** The caller's address, behind trusted proxies. */
  addressOf(request: IncomingMessage): string;
  /** Returns what URLs that are printed for the caller start with. */
  publicUrlOf(request: IncomingMessage): string;
  /** Returns whether the caller came by HTTPS, to us or to a proxy. */
  isSecure(request: IncomingMessage): boolean;
  answerHook(request: HookRequest): Promise<HookAnswer>;
  answerRest(request: RestRequest): Promise<HookAnswer>;
  /** The OpenAPI document of the Workflows API, at this URL. */
  openApi(url: string): object;
  graphql: Graphql;
  graphiqlPage(): Promise<Page>;
  answerFile: AnswerFile;
  /** The text of schema.graphql. */
  schema: string;
  /** The JSON Schema of process definitions. */
  definitionSchema: object;
  isReady(): Promise<boolean>;
  /** Aborted when the process is to stop. */
  stopping: AbortSignal;
}

/** What `/graphql` answers: results, and event streams. */
const graphqlTypes = ['application/json', 'application/graphql-response+json', 'text/event-stream'];

/** `log` has the ID of the call in each line. */
type Answer = (request: IncomingMessage, response: ServerResponse, route: Route, log: Logger) => unknown;

/** One listener for all routes. It answers whatever is thrown. */
export function createRouter(deps: RouterDeps): RequestListener {
  const percent = deps.maxCallerShare;
  const callSlots = createSlots(createShares({ total: deps.maxConcurrentRequests, unit: 'calls', percent }));
  // Slots of their own: a caller who only tries to log in, or tokens of hooks, keeps nobody else waiting.
  const logInSlots = createSlots(createShares({ total: deps.maxConcurrentRequests, unit: 'log-ins', percent }));
  const lookupSlots = createSlots(createShares({ total: deps.maxConcurrentRequests, unit: 'calls', percent }));
  const waits = createShares({ total: deps.maxWaits, unit: 'waiting calls', percent });
  const bodies = createShares({ total: deps.maxBodiesBytes, unit: 'bytes of bodies', percent, largest: deps.maxBodyBytes });
  const unread = createShares({ total: deps.maxAnswersBytes, unit: 'bytes of answers', percent });

  const calls = createCallLog(deps.log, deps.accessLog);

  const logIn = async (request: IncomingMessage, session: string | null = null): Promise<Identity> => {
    const address = deps.addressOf(request);
    const identity = await logInSlots.take(`address ${networkOf(address)}`, () => deps.logIn(request.headers, address, session));
    calls.note(request, { user: (identity.impersonator ?? identity.viewer).userName });
    return identity;
  };

  /** As `logIn`, also by the session of a browser, whose calls from pages of other sites are refused. */
  const logInBrowser = async (request: IncomingMessage): Promise<Identity> => {
    const session = readCookie(request.headers, 'sluice_session', deps.isSecure(request));
    const isBySession = session !== null && request.headers.authorization === undefined;
    if (isBySession) refuseCrossSite(request, deps.corsOrigins);
    return logIn(request, session);
  };

  const answerBrowser =
    (answer: (call: BrowserCall) => Promise<void>): Answer =>
    async (request, response) => {
      const address = deps.addressOf(request);
      const caller = `address ${networkOf(address)}`;
      await answer({
        request,
        response,
        query: queryOf(request),
        address,
        isSecure: deps.isSecure(request),
        publicUrl: deps.publicUrlOf(request),
        readForm: async () =>
          new URLSearchParams((await readBody(request, limits.loginFormBytes.value, createHold(response, bodies, caller))).toString()),
        takeSlot: (work) => logInSlots.take(caller, work),
      });
    };

  function toBody(request: IncomingMessage, response: ServerResponse): Pick<HttpCall, 'readBody' | 'decodeBody'> {
    const limit = deps.maxBodyBytes;
    let hold: Hold = () => undefined;
    return {
      async readBody(sender) {
        // What cannot be decoded is refused before it is received.
        readCodings(request.headers['content-encoding']);
        hold = createHold(response, bodies, sender);
        return readBody(request, limit, hold);
      },
      async decodeBody(body) {
        const decoded = await decodeBody(body, request.headers, { limit, hold });
        if (decoded !== body) hold(-body.length);
        return decoded;
      },
    };
  }

  function toCall(request: IncomingMessage, response: ServerResponse, log: Logger): HttpCall & { hold: Hold } {
    const address = deps.addressOf(request);
    let isLate = false;
    const deadline = createDeadline(deps.requestTimeoutMs, () => {
      isLate = true;
      return refusal('ANSWER_TOO_SLOW', { limit: deps.requestTimeoutMs });
    });
    const network = `address ${networkOf(address)}`;
    let caller = network;
    return {
      method: request.method ?? '',
      headers: request.headers,
      query: queryOf(request),
      url:
        deps.publicUrlOf(request) +
        toPath(request.url ?? '').slice(toPath(request.url ?? '').startsWith(`${deps.basePath}/`) ? deps.basePath.length : 0),
      address,
      log,
      identify: (work) => lookupSlots.take(network, work),
      ...toBody(request, response),
      takeSlot(user, work) {
        caller = user;
        calls.note(request, { actor: caller });
        return deadline.within(() => callSlots.take(caller, work));
      },
      isAbandoned: () => isLate || hasLeft(response),
      waitFor: (waiting) =>
        deadline.pausedFor(async () => {
          takeWait(caller);
          try {
            return await callSlots.releaseDuring(caller, () =>
              keepOpen(response, () => waiting(createStream(response, deps.stopping).signal)),
            );
          } finally {
            waits.add(caller, -1);
          }
        }),
      hold: (bytes) => holdAnswer(response, caller)(bytes),
    };
  }

  function takeWait(caller: string): void {
    try {
      waits.take(caller, 1);
    } catch {
      throw refusal('WAITS_EXCEEDED', { limit: deps.maxWaits }, { retryAfter: 1 });
    }
  }

  function holdAnswer(response: ServerResponse, caller: string): Hold {
    const hold = createHold(response, unread, caller);
    return (bytes) => {
      try {
        hold(bytes);
      } catch (error) {
        if (!(error instanceof Refusal) || error.refusal === 'BODY_INCOMPLETE') throw error;
        throw refusal('ANSWER_DROPPED', {}, { retryAfter: 1 });
      }
    };
  }

  async function answerHook(request: IncomingMessage, response: ServerResponse, { rest }: Route, log: Logger): Promise<void> {
    const header = request.headers['x-hook-token'] ?? request.headers['x-wfgen-hooktoken'];
    const inHeader = typeof header === 'string';
    const { hold, ...call } = toCall(request, response, log);
    const { status, headers, body } = await deps.answerHook({
      ...call,
      token: inHeader ? header : rest,
      operation: inHeader && rest ? rest : null,
    });
    await sendHeld(response, { status, headers: guardHeaders(headers), body }, hold);
  }

  const answerRest =
    (route: RestRoute): Answer =>
    async (request, response, { rest }, log) => {
      const { hold, ...call } = toCall(request, response, log);
      const { status, headers, body } = await deps.answerRest({
        ...call,
        route,
        id: rest,
        logIn: () => logIn(request),
      });
      await sendHeld(response, { status, headers: guardHeaders(headers), body }, hold);
    };

  /** Logs in, or leads a browser that asks for the page to the form, and returns null. */
  async function logInOrLead(request: IncomingMessage, response: ServerResponse, path: string): Promise<Identity | null> {
    try {
      return await logInBrowser(request);
    } catch (error) {
      const isLoggedOut = error instanceof Refusal && (error.refusal === 'CREDENTIALS_MISSING' || error.refusal === 'SESSION_ENDED');
      if (!isLoggedOut || !acceptsHtml(request)) throw error;
      // Relative: a proxy may have taken a prefix off.
      const up = path.endsWith('/') ? '../' : '';
      const query = queryOf(request);
      const next = encodeURIComponent(`graphql${query && `?${query}`}`);
      send(response, 302, { Location: `${up}login?next=${next}` }, '');
      return null;
    }
  }

  async function answerGraphql(request: IncomingMessage, response: ServerResponse, { path }: Route): Promise<void> {
    if (deps.cors(request, response)) return;
    const identity = await logInOrLead(request, response, path);
    if (!identity) return;
    const hops = readHops(request.headers);
    // Node leaves the body of the answer out.
    if (request.method === 'HEAD') request.method = 'GET';
    request.url = `/graphql${(request.url ?? '').slice(path.length)}`;
    if (acceptsHtml(request)) return sendPage(request, response, await deps.graphiqlPage());
    const { accept } = request.headers;
    // Asked first: a mutation would be done before its answer cannot be sent.
    if (!accepts(accept, graphqlTypes))
      throw refusal('ACCEPT_WRONG', { what: 'A query', accept: cut(accept ?? ''), wanted: graphqlTypes.slice(0, 2).join(' or ') });
    const caller = `user ${identity.viewer.id}`;
    const isBare = request.method === 'GET';
    const { readBody: read, decodeBody: decode } = toBody(request, response);
    let body = isBare ? null : await read(caller);
    const { signal } = createStream(response, deps.stopping);
    const call = {
      identity,
      hops,
      publicUrl: deps.publicUrlOf(request),
      signal,
      isAbandoned: () => hasLeft(response),
      logInAgain: () => logInBrowser(request),
    };
    // A subscription has its answer, and so frees its slot, once it has begun.
    const sendAnswer = await callSlots.take(caller, async () => {
      const decoded = body && (await decode(body));
      body = null;
      const plain = decoded && (await deps.graphql.fastPath(request.headers, decoded, call));
      if (plain) return (hold: Hold) => sendPlain(response, plain, hold);
      const answer = await deps.graphql.answer(decoded ? withBody(request, decoded) : request, response, call);
      return (hold: Hold) => sendFetched(response, answer, hold);
    });
    await sendAnswer(holdAnswer(response, caller));
  }

  async function answerFile(request: IncomingMessage, response: ServerResponse, { rest }: Route): Promise<void> {
    if (deps.cors(request, response)) return;
    const query = queryOf(request);
    const caller = isFileLink(query) ? { query } : await logInBrowser(request);
    const name = 'query' in caller ? `address ${networkOf(deps.addressOf(request))}` : `user ${caller.viewer.id}`;
    const sendFile = await callSlots.take(name, () => deps.answerFile(request, caller, rest));
    // Anyone who reads slowly keeps no place from others: nothing is held for them but a slice.
    await sendFile(response);
  }

  const answers: Record<Route['name'], Answer> = {
    healthz: (_, response) => send(response, 200, {}, `ok ${version}\n`),
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
      await logInBrowser(request);
      sendDocument(request, response, 'text/plain; charset=utf-8', deps.schema);
    },
    home: (request, response, { path }) => sendHome(request, response, path),
    definition(request, response) {
      if (deps.cors(request, response)) return;
      sendDocument(request, response, 'application/schema+json', JSON.stringify(deps.definitionSchema));
    },
    graphql: answerGraphql,
    hooks: answerHook,
    cases: answerRest('cases'),
    case: answerRest('case'),
    parameters: answerRest('parameters'),
    run: answerRest('run'),
    workflow: answerRest('workflow'),
    result: answerRest('result'),
    openapi(request, response) {
      if (deps.cors(request, response)) return;
      sendDocument(request, response, 'application/json; charset=utf-8', JSON.stringify(deps.openApi(deps.publicUrlOf(request))));
    },
    files: answerFile,
    login: answerBrowser(deps.browserLogIn.login),
    logout: answerBrowser(deps.browserLogIn.logout),
    toProvider: answerBrowser(deps.browserLogIn.toProvider),
    fromProvider: answerBrowser(deps.browserLogIn.fromProvider),
    unknown: (_, __, { path }) => Promise.reject(refusal('ROUTE_UNKNOWN', { path })),
  };

  async function answer(request: IncomingMessage, response: ServerResponse, route: Route, log: Logger): Promise<void> {
    const isProbe = route.name === 'healthz' || route.name === 'readyz' || route.name === 'metrics';
    if (request.httpVersion === '1.1' && request.headers.host === undefined)
      throw refusal('CALL_NOT_HTTP', { reason: 'the header Host is missing' });
    if (deps.role === 'jobs' && !isProbe) throw refusal('ROUTE_UNKNOWN', { path: route.path });
    await answers[route.name](request, response, route, log);
  }

  return (request, response) => {
    const begun = performance.now();
    request.url = toPath(request.url ?? '');
    const route = findRoute(request.url ?? '', deps.basePath);
    const requestId = requestIdOf(request.headers);
    const log = deps.log.child({ requestId });
    response.setHeader('X-Request-Id', requestId);
    calls.watch(request, response, { requestId, route, address: deps.addressOf(request) });
    if (deps.isSecure(request)) response.setHeader('Strict-Transport-Security', 'max-age=31536000');
    response.once('finish', () => {
      deps.metrics.observe(route.name, response.statusCode, (performance.now() - begun) / 1000);
      discardBody(request);
    });
    answer(request, response, route, log).catch((error: unknown) => {
      if (response.headersSent || response.closed) response.destroy();
      else sendRefusal(response, toRefusal(error, log), route.name === 'graphql');
    });
  };
}

function queryOf({ url = '' }: IncomingMessage): string {
  return /\?([^#]*)/.exec(url)?.[1] ?? '';
}

/** Returns whether the client has closed the connection before its answer was sent. */
function hasLeft({ closed, writableFinished }: ServerResponse): boolean {
  return closed && !writableFinished;
}
