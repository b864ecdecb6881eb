import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Config } from '../config';
import type { Lifecycle } from './runLifecycle';
import { toPortError } from './requirements';

/** How long calls that run may take once the server does not listen any more. */
const finishMs = 30_000;
/** The steps of a drain, beside its delays. */
const drainMs = 2_000;

/** The longest time from a signal to the end of a server: while it drains, its idle connections time out, and its calls finish. */
export function maxStopMs({ shutdownDelayMs }: Pick<Config, 'shutdownDelayMs'>): number {
  return finishMs + (shutdownDelayMs && shutdownDelayMs * 2 + drainMs);
}

/** What answers requests; it does not listen by itself. */
export interface Server {
  http: HttpServer | HttpsServer;
  /** Is not ready at once, and ends when all that runs has been answered. */
  stop(): Promise<void>;
  /** Reads what can be read again without a restart. */
  reload(): void;
}

/** Has the server listen, and stop at the end of the process. Gives the URL it listens on. Throws ConfigError where it cannot. */
export async function serve(server: Server, config: Config, log: Logger, lifecycle: Lifecycle): Promise<string> {
  const { host, port } = config;
  server.http.listen(port, host);
  await once(server.http, 'listening').catch((error: unknown) => {
    throw toPortError(error as NodeJS.ErrnoException, config);
  });
  lifecycle.onReload(() => server.reload());
  lifecycle.onEnd(async () => {
    const finished = await Promise.race([server.stop().then(() => true), sleep(maxStopMs(config), false, { ref: false })]);
    if (!finished) log.warn(`calls still running after ${maxStopMs(config)} ms are aborted`);
    server.http.closeAllConnections();
  });
  const bound = (server.http.address() as AddressInfo).port;
  return `${config.tls ? 'https' : 'http'}://${host.includes(':') ? `[${host}]` : host}:${bound}${config.basePath}`;
}
