import type { AddressInfo } from 'node:net';
import { pino, type Logger } from 'pino';
import { readConfig, type Config } from '../../src/config';
import type { Context } from '../../src/context';
import { loadUser } from '../../src/identity/identity';
import { createApplication } from '../../src/modules/application/createApplication';
import { createContext, createCallDeps } from '../../src/modules/createContext';
import { createFirstAdministrator } from '../../src/modules/user/createFirstAdministrator';
import { createServer } from '../../src/server';
import { openDatabase, type Database } from '../../src/store/openDatabase';
import { createTestDatabase } from './database';
import { postTo } from './postTo';
import { secretKey } from './secretKey';

/** The administrator of every test server, who is a system-operation user as well. */
export const administrator = { userName: 'admin', password: 'correct horse battery staple' };

export interface HttpAnswer {
  status: number;
  headers: Headers;
  // A test reads what it expects to be there.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  body: any;
}

/** A whole server over a database of its own, listening on a free port of this process. */
export interface TestServer {
  url: string;
  db: Database;
  databaseUrl: string;
  /** The token of a hook of kind OPERATIONS that acts as the administrator. */
  token: string;
  /** What the server logged, a JSON line each. */
  logged: string[];
  /** POSTs JSON (or a raw text) to a path. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<HttpAnswer>;
  /** Calls an operation through the hook of that token. */
  hook(operation: string, input: object, headers?: Record<string, string>, token?: string): Promise<HttpAnswer>;
  /** Sends a query as a user, by default the administrator; gives the whole answer, errors and all. */
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- a test reads what it expects to be there
  graphql(query: string, variables?: object, user?: { userName: string; password: string } | null): Promise<any>;
  /** The context of a call of this user, to run operations directly. */
  contextOf(userName: string): Promise<Context>;
  stop(): Promise<void>;
}

/** Starts one, which runs no jobs unless `config` says so (`role: 'all'`); `config` overrides what the environment would say. Make it in `beforeAll`, stop it in `afterAll`. */
export async function startTestServer(config: Partial<Config> = {}): Promise<TestServer> {
  const database = await createTestDatabase();
  const logged: string[] = [];
  const log: Logger = pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) });
  const db = openDatabase(database.serverUrl, {
    statementMs: config.statementTimeoutMs,
    onError: (error) => log.warn({ err: error }, 'database'),
  });
  await createFirstAdministrator(db, administrator.userName, administrator.password);
  await db.prisma.settings.update({ where: { id: 1 }, data: { systemOperationUserNames: [administrator.userName] } });
  const server = createServer({
    config: { ...readConfig({ SECRET_KEY: secretKey }), role: 'web', databaseDirectUrl: database.url, ...config },
    db,
    log,
  });
  await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.http.address() as AddressInfo).port}`;
  const deps = createCallDeps({ db, log, secretKey, publicUrl: () => url, ownPaths: [] });

  async function contextOf(userName: string): Promise<Context> {
    const user = await loadUser(db, userName);
    if (!user) throw new Error(`User "${userName}" does not exist`);
    return createContext(deps, user.viewer);
  }

  const post = (path: string, body: unknown, headers?: Record<string, string>) => postTo(url + path, body, headers);

  const { token } = await createApplication.run(await contextOf(administrator.userName), {
    name: 'Test hook',
    kind: 'OPERATIONS',
    impersonateUserName: administrator.userName,
  });
  return {
    url,
    db,
    databaseUrl: database.url,
    token,
    logged,
    post,
    contextOf,
    hook: (operation, input, headers, otherToken = token) => post(`/hooks/${otherToken}`, { operation, args: { input } }, headers),
    async graphql(query, variables = {}, user = administrator) {
      const authorization = user && { authorization: `Basic ${Buffer.from(`${user.userName}:${user.password}`).toString('base64')}` };
      return (await post('/graphql', { query, variables }, { accept: 'application/json', ...authorization })).body;
    },
    async stop() {
      await server.stop();
      await db.close();
      await database.drop();
    },
  };
}
