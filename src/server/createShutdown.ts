import { once } from 'node:events';
import type http from 'node:http';
import type https from 'node:https';
import net from 'node:net';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';

/** At the end of the drain, connections are kept for this long: where callers need no new ones, none is lost when the server stops to listen. */
export const settleMs = 1_000;
const idleCheckMs = 100;
/** It stops listening when nobody has connected for this long, so that no connection waits to be accepted, which would be reset. */
const quietPeriodMs = 300;
/** How long it waits for that at most: some callers connect for each call. */
const maxQuietWaitMs = 3_000;

/** A turn of the event loop is short up to this long. */
const shortTickMs = 1;
const maxTickWaitMs = 1_000;

/** How an HTTP server stops. */
export interface Shutdown {
  /** Returns whether it is on its way out: load balancers send calls elsewhere then. */
  isShuttingDown(): boolean;
  /** Resolves when everything has been answered and all connections have ended; calls `closing` when it does not listen any more. */
  shutDown(closing: () => void): Promise<void>;
}

/**
 * Makes an HTTP server stop without losing a call. For `delayMs` it serves on, but ends each connection with its answer
 * (`Connection: close`), so that callers find another server. Then it stops listening, when nobody connects. Connections that are idle by then get as long again
 * to be used once more, or to be closed by the other side: a call that is on its way to one would be lost. At once with a delay of 0.
 */
export function createShutdown(server: http.Server | https.Server, delayMs: number): Shutdown {
  const running = new Set<http.ServerResponse>();
  let isShuttingDown = false;
  let keeping = true;
  let connectedAt = -Infinity;
  server.on('connection', () => (connectedAt = performance.now()));
  const endConnection = (response: http.ServerResponse) => response.headersSent || response.setHeader('Connection', 'close');
  server.on('request', ({ socket }: http.IncomingMessage, response: http.ServerResponse) => {
    // What came after the calls that ended the connection.
    if (socket.destroyed) return;
    running.add(response);
    response.once('close', () => running.delete(response));
    if (!keeping) endConnection(response);
  });

  function endConnections(): void {
    keeping = false;
    running.forEach(endConnection);
  }

  async function drain(): Promise<void> {
    endConnections();
    await sleep(delayMs);
    keeping = true;
    await sleep(settleMs);
    const deadline = performance.now() + maxQuietWaitMs;
    while (performance.now() - connectedAt < quietPeriodMs && performance.now() < deadline) await sleep(quietPeriodMs / 6);
    await waitForShortTick(deadline + maxTickWaitMs);
  }

  return {
    isShuttingDown: () => isShuttingDown,
    async shutDown(closing) {
      isShuttingDown = true;
      if (delayMs > 0) await drain();
      const closed = once(server, 'close');
      // That of HTTP would close idle connections at once.
      net.Server.prototype.close.call(server);
      endConnections();
      closing();
      const idleFrom = performance.now() + delayMs;
      const closeIdle = () => performance.now() >= idleFrom && server.closeIdleConnections();
      const timer = setInterval(closeIdle, idleCheckMs);
      closeIdle();
      await closed;
      clearInterval(timer);
    },
  };
}

/** Ends right after a short turn of the event loop: what connects during a turn is accepted only in the next one, and would be reset until then. */
async function waitForShortTick(deadline: number): Promise<void> {
  let begun: number;
  do {
    begun = performance.now();
    await setImmediate();
  } while (performance.now() - begun > shortTickMs && begun < deadline);
}
