import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse, OutgoingHttpHeaders, IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { Config } from '../config';
import type { Route } from './findRoute';

/** The line of each call in the log. */
export interface CallLog {
  /** Writes the line once the call is answered, or its client gone. */
  watch(request: IncomingMessage, response: ServerResponse, facts: { requestId: string; route: Route; address: string }): void;
  /** Notes for the line who calls: `user`, by name, or `actor`, such as `hook 3`. */
  note(request: IncomingMessage, who: { user?: string; actor?: string }): void;
}

const probes: Route['name'][] = ['healthz', 'readyz', 'metrics'];
/** Their paths hold tokens, or may do so by mistake. */
const secretPaths: Route['name'][] = ['hooks', 'unknown'];

/** Logs one line a call at `info`, of probes at `debug`: `errors` those answered with 400 or more, or not at all; `none` nothing. */
export function createCallLog(log: Logger, which: Config['accessLog']): CallLog {
  const callers = new WeakMap<IncomingMessage, { user?: string; actor?: string }>();

  function write(
    request: IncomingMessage,
    response: ServerResponse,
    facts: { requestId: string; route: Route; address: string },
    ms: number,
  ) {
    const { requestId, route, address } = facts;
    const isAnswered = response.writableFinished;
    if (which === 'errors' && isAnswered && response.statusCode < 400) return;
    const line = {
      requestId,
      method: request.method,
      route: route.name,
      ...(!secretPaths.includes(route.name) && { path: route.path }),
      status: response.statusCode,
      ms: Math.round(ms * 10) / 10,
      address,
      ...callers.get(request),
      ...(!isAnswered && { aborted: true }),
    };
    log[probes.includes(route.name) ? 'debug' : 'info'](line, 'call');
  }

  return {
    watch(request, response, facts) {
      if (which === 'none' || !log.isLevelEnabled('info')) return;
      const begun = performance.now();
      response.once('close', () => write(request, response, facts, performance.now() - begun));
    },
    note(request, who) {
      callers.set(request, { ...callers.get(request), ...who });
    },
  };
}

/** Headers that protect the origin of `/graphql`, which an answer made by a process cannot change. */
const ours = new Set(['x-content-type-options', 'strict-transport-security', 'clear-site-data']);

/** A cookie that would be sent to us as one of ours: also one without a name, whose value looks like it. */
const ourCookie = /^[\s=]*(__Host-)?sluice_/i;

/**
 * The headers of an answer that a process may have made, so that a browser that opens it as a page runs nothing of it in our origin. A policy of the
 * process counts in addition: browsers enforce all of them. It sets no cookie of ours, which would log the browser in as somebody else.
 */
export function guardHeaders(headers: OutgoingHttpHeaders): OutgoingHttpHeaders {
  const given = Object.entries(headers).filter(([name]) => !ours.has(name.toLowerCase()));
  const [policies, others] = [true, false].map((isPolicy) =>
    given.filter(([name]) => (name.toLowerCase() === 'content-security-policy') === isPolicy),
  );
  const own = (policies ?? []).map(([, value]) => String(value));
  const allowed = (others ?? []).map(([name, value]) => [name, name.toLowerCase() === 'set-cookie' ? withoutOurs(value) : value] as const);
  return {
    ...Object.fromEntries(allowed.filter(([, value]) => value !== undefined)),
    'Content-Security-Policy': ['sandbox', ...own],
  };
}

function withoutOurs(cookies: OutgoingHttpHeaders[string]): string[] | undefined {
  const others = [cookies ?? []]
    .flat()
    .map(String)
    .filter((cookie) => !ourCookie.test(cookie));
  return others.length > 0 ? others : undefined;
}

/** The ID of a call: that of its header X-Request-Id, if it has 1 to 128 characters that are plain in a log and a header, else a new one. */
export function requestIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && /^[\w.:/+=@-]{1,128}$/.test(given) ? given : randomUUID();
}
