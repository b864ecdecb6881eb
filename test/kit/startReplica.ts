import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { readConfig, type Config } from '../../src/config';
import { createServer, type Server } from '../../src/server';
import { openDatabase, type Database } from '../../src/store/openDatabase';
import { postTo } from './postTo';
import { secretKey } from './secretKey';
import type { HttpAnswer, TestServer } from './startTestServer';

/** One more server over the database of a test server, with connections and caches of its own. */
export interface Replica {
  url: string;
  http: Server['http'];
  db: Database;
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<HttpAnswer>;
  /** What the server logged, a JSON line each. */
  logged: string[];
  stop(): Promise<void>;
}

/** Starts one, as a second process would; `config` overrides what the environment would say, `databaseUrl` leads to the database another way. */
export async function startReplica(
  { databaseUrl }: Pick<TestServer, 'databaseUrl'>,
  config: Partial<Config> = {},
  host = '127.0.0.1',
): Promise<Replica> {
  const logged: string[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  const db = openDatabase(databaseUrl, {
    statementMs: config.statementTimeoutMs,
    onError: (error) => log.warn({ err: error }, 'database'),
  });
  const server = createServer({
    config: { ...readConfig({ SECRET_KEY: secretKey }), role: 'web', databaseDirectUrl: databaseUrl, ...config },
    db,
    log,
  });
  await new Promise<void>((resolve) => server.http.listen(0, host, resolve));
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${(server.http.address() as AddressInfo).port}`;
  return {
    url,
    http: server.http,
    db,
    logged,
    post: (path, body, headers) => postTo(url + path, body, headers),
    async stop() {
      await server.stop();
      await db.close();
    },
  };
}
