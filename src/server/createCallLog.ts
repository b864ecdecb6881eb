import type { IncomingMessage, ServerResponse } from 'node:http';
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
