import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { Refusal, refusal } from '../errors';
import { mediaTypeOf } from '../hooks/trigger/bodyFormats';
import type { FindByPassword } from '../identity/createLogIn';
import type { PendingLogIn, ProviderLogIn } from '../identity/createProviderLogIn';
import type { Sessions } from '../identity/createSessions';
import { createLogInThrottle } from '../identity/createLogInThrottle';
import { limits } from '../limits';
import type { Viewer } from '../store/viewer';
import { readCookie, refuseCrossSite, toCookie } from './cookies';
import { sendLoginPage } from './sendPage';
import { send } from './send';

/** Answers the routes by which browsers log in and out. `readForm` reads the body of a form. */
export interface BrowserLogIn {
  login: (call: BrowserCall) => Promise<void>;
  logout: (call: BrowserCall) => Promise<void>;
  /** Leads the browser to the identity provider. */
  toProvider: (call: BrowserCall) => Promise<void>;
  /** Where the provider leads it back to. */
  fromProvider: (call: BrowserCall) => Promise<void>;
}

/** One call of a browser. */
export interface BrowserCall {
  request: IncomingMessage;
  response: ServerResponse;
  /** The query string of its URL. */
  query: string;
  address: string;
  isSecure: boolean;
  publicUrl: string;
  readForm: () => Promise<URLSearchParams>;
  /** Runs a log-in in a slot of the caller's address. */
  takeSlot: <Result>(work: () => Promise<Result>) => Promise<Result>;
}

interface Deps {
  sessions: Sessions;
  findByPassword: FindByPassword;
  /** Null: there is no identity provider for browsers. */
  provider: ProviderLogIn | null;
  corsOrigins: readonly string[];
  log: Logger;
}

const formType = 'application/x-www-form-urlencoded';
const pendingSeconds = 600;
/** Browsers drop cookies of more than 4096 characters. */
const maxPendingCharacters = 3_800;
const { value: sessionSeconds } = limits.sessionSeconds;

/** A path below ours, with its query: nothing that leads to another host. */
const nextPattern = /^[a-z][\w/-]{0,100}(\?[!-~]{0,4000})?$/i;
const toNext = (given: string | null) => (given !== null && nextPattern.test(given) ? given : 'graphql');

/** The log-in of browsers: a form or the identity provider, then a session in a cookie. */
export function createBrowserLogIn({ sessions, findByPassword, provider, corsOrigins, log }: Deps): BrowserLogIn {
  const hasProvider = provider !== null;
  const throttle = createLogInThrottle();

  async function enter(
    { request, response, isSecure }: BrowserCall,
    userId: number,
    next: string,
    clearedCookies: string[] = [],
  ): Promise<void> {
    // A session that the browser has already does not outlive the new one.
    const before = readCookie(request.headers, 'sluice_session', isSecure);
    if (before !== null) await sessions.end(before, false);
    const token = await sessions.begin(userId);
    response.setHeader('Set-Cookie', [...clearedCookies, toCookie('sluice_session', token, sessionSeconds, isSecure)]);
    send(response, 303, { Location: next }, '');
  }

  function requireProvider(): ProviderLogIn {
    if (!provider) throw refusal('ROUTE_UNKNOWN', { path: 'login-provider' });
    return provider;
  }

  /** The user whom the provider's answer logs in. Callers who failed too often are refused before the provider is asked. */
  async function finish({ query, address, publicUrl }: BrowserCall, kept: PendingLogIn | null): Promise<Viewer> {
    const attempt = () => requireProvider().finish(new URLSearchParams(query), kept, `${publicUrl}/login-callback`);
    // It fails without asking the provider, and any page of another site can have a browser do this.
    if (!kept) return attempt();
    // As another user each time: only the failures of the address count.
    const viewer = await throttle(`:provider ${randomUUID()}`, address, async () => {
      try {
        return await attempt();
      } catch (error) {
        if (error instanceof Refusal && error.refusal === 'PROVIDER_LOG_IN_FAILED') return null;
        throw error;
      }
    });
    if (!viewer) throw refusal('PROVIDER_LOG_IN_FAILED', {});
    return viewer;
  }

  function sendFault(response: ServerResponse, error: Refusal, next: string, userName = ''): void {
    const { retryAfter } = error.details;
    const headers: Record<string, string> = typeof retryAfter === 'number' ? { 'Retry-After': String(retryAfter) } : {};
    sendLoginPage(response, error.status, { next, hasProvider, fault: error.message, userName }, headers);
  }

  async function logInByForm(call: BrowserCall): Promise<void> {
    const { request, response, address } = call;
    refuseCrossSite(request, corsOrigins);
    const { 'content-type': type = 'nothing' } = request.headers;
    if (mediaTypeOf(request.headers) !== formType) throw refusal('CONTENT_TYPE_WRONG', { allowed: formType, type });
    const form = await call.readForm();
    const next = toNext(form.get('next'));
    const userName = (form.get('userName') ?? '').normalize('NFC');
    try {
      const viewer = await call.takeSlot(() => findByPassword({ userName, password: form.get('password') ?? '' }, address));
      await enter(call, viewer.id, next);
    } catch (error) {
      if (!(error instanceof Refusal) || (error.code !== 'UNAUTHENTICATED' && error.code !== 'TOO_MANY_REQUESTS')) throw error;
      sendFault(response, error, next, userName);
    }
  }

  return {
    async login(call) {
      const { method = '' } = call.request;
      if (method === 'POST') return logInByForm(call);
      if (method !== 'GET' && method !== 'HEAD')
        throw refusal('METHOD_WRONG', { method, allowed: 'GET or POST' }, { allow: 'GET, HEAD, POST' });
      sendLoginPage(call.response, 200, { next: toNext(new URLSearchParams(call.query).get('next')), hasProvider, fault: null });
    },
    async logout({ request, response, isSecure, readForm }) {
      const { method = '' } = request;
      if (method !== 'POST') throw refusal('METHOD_WRONG', { method, allowed: 'POST' }, { allow: 'POST' });
      refuseCrossSite(request, corsOrigins);
      const token = readCookie(request.headers, 'sluice_session', isSecure);
      const everywhere = (await readForm()).get('everywhere') === 'true';
      if (token !== null) await sessions.end(token, everywhere);
      response.setHeader('Set-Cookie', toCookie('sluice_session', '', 0, isSecure));
      send(response, 303, { Location: 'login' }, '');
    },
    async toProvider({ response, query, isSecure, publicUrl, takeSlot }) {
      const { url, pending } = await takeSlot(() => requireProvider().begin(`${publicUrl}/login-callback`));
      const keep = (next: string) => Buffer.from(JSON.stringify({ ...pending, next })).toString('base64url');
      const whole = keep(toNext(new URLSearchParams(query).get('next')));
      const value = whole.length <= maxPendingCharacters ? whole : keep('graphql');
      response.setHeader('Set-Cookie', toCookie('sluice_pending', value, pendingSeconds, isSecure));
      send(response, 303, { Location: url }, '');
    },
    async fromProvider(call) {
      const { request, response, isSecure } = call;
      const kept = readPending(readCookie(request.headers, 'sluice_pending', isSecure));
      const clearedCookies = toCookie('sluice_pending', '', 0, isSecure);
      try {
        const viewer = await call.takeSlot(() => finish(call, kept));
        log.info({ user: viewer.userName }, 'a user logged in at the identity provider');
        await enter(call, viewer.id, toNext(kept?.next ?? null), [clearedCookies]);
      } catch (error) {
        if (!(error instanceof Refusal) || error.code === 'NOT_FOUND') throw error;
        response.setHeader('Set-Cookie', clearedCookies);
        sendFault(response, error, toNext(kept?.next ?? null));
      }
    },
  };
}

function readPending(value: string | null): (PendingLogIn & { next: string }) | null {
  try {
    const kept = JSON.parse(Buffer.from(value ?? '', 'base64url').toString()) as Partial<Record<string, unknown>>;
    const { state, nonce, verifier, next } = kept;
    const isWhole = [state, nonce, verifier, next].every((one) => typeof one === 'string' && one !== '');
    return isWhole ? ({ state, nonce, verifier, next } as PendingLogIn & { next: string }) : null;
  } catch {
    return null;
  }
}
