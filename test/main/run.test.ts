import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import http from 'node:http';
import { connect, createServer as createNetServer, type AddressInfo, type Server as NetServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { createTestDatabase } from '../kit/database';
import type { TestDatabase } from '../kit/database';
import { findFreePort } from '../kit/findFreePort';
import { until } from '../kit/until';

// Processes start slowly on a machine that is busy.
jest.setTimeout(90_000);

describe('run', () => {
  let database: TestDatabase;
  const started: ChildProcess[] = [];
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  afterAll(() => database.drop());
  afterEach(() => started.splice(0).forEach((child) => child.kill('SIGKILL')));

  interface Running {
    child: ChildProcess;
    url: string;
    output(): string;
    errors(): string;
    ended: Promise<{ code: number | null }>;
  }
  /** Starts the tiny server; resolves when it serves, with an empty url where it ended instead. */
  async function start(env: NodeJS.ProcessEnv = {}, ...args: string[]): Promise<Running> {
    const child = spawn(process.execPath, [path.join(__dirname, 'tinyServer.mjs'), ...args], {
      env: { ...process.env, PORT: '0', DATABASE_URL: database.url, LOG_LEVEL: 'warn', ...env },
    });
    started.push(child);
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null }));
    await Promise.race([once(child.stdout, 'data'), ended]);
    const url = /^sluice listening on (\S+)$/m.exec(output)?.[1] ?? '';
    return { child, url, ended, output: () => output, errors: () => errors };
  }
  /** Each call on a connection of its own, so that any worker may answer. */
  async function ask(url: string, signal?: AbortSignal): Promise<string> {
    const [response] = (await once(http.get(url, { agent: false, ...(signal && { signal }) }), 'response')) as [http.IncomingMessage];
    return text(response);
  }

  it('prints one line once it serves, and ends with 0 at SIGTERM', async () => {
    const { child, url, output, ended } = await start();
    expect(await ask(url)).toBe(String(child.pid));
    child.kill('SIGTERM');
    expect([await ended, output()]).toEqual([{ code: 0 }, `sluice listening on ${url}\n`]);
  });

  it('greets in the same write in the demo, by PUBLIC_URL', async () => {
    const { url, output } = await start({ PUBLIC_URL: 'https://example.com/flow', BASE_PATH: '/flow' }, 'demo');
    expect(output()).toBe(`sluice listening on ${url}\nwelcome to https://example.com/flow\n`);
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/flow$/);
  });

  it('finishes what runs, and takes signals within two seconds for one', async () => {
    const { child, url, ended } = await start();
    const answer = ask(`${url}/?ms=1000`);
    await sleep(200);
    child.kill('SIGINT');
    child.kill('SIGTERM');
    await sleep(500);
    child.kill('SIGINT');
    expect([await answer, await ended]).toEqual([String(child.pid), { code: 0 }]);
  });

  it('ends at once at a signal that comes later', async () => {
    const { child, url, ended } = await start();
    const answer = ask(`${url}/?ms=20000`).catch(() => 'cut off');
    await sleep(200);
    child.kill('SIGTERM');
    await sleep(2_100);
    child.kill('SIGTERM');
    expect([await answer, await ended]).toEqual(['cut off', { code: 1 }]);
  });

  it('says in one line what is wrong with the environment, and ends with 2', async () => {
    const { ended, errors, output } = await start({ PORT: 'http', DATABASE_URL: 'mysql://root:hunter2@db/x' });
    expect([await ended, errors(), output()]).toEqual([
      { code: 2 },
      'sluice: PORT is "http": expected a whole number from 0 to 65535; DATABASE_URL is wrong (its value is not shown): expected a URL such as postgresql://user:password@host:5432/database, with the password percent-encoded (% as %25, @ as %40, / as %2F, # as %23, ? as %3F)\n',
      '',
    ]);
  });

  it.each([
    ['npm start', {}, []],
    ['npm run demo', {}, ['demo']],
    ['several processes', { WORKERS: '2' }, []],
  ])('says in one line that the port is taken, prints nothing else, and ends with 2: %s', async (_, env, args) => {
    const other = http.createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { ended, errors, output } = await start({ ...env, PORT: String(port) }, ...args);
    other.close();
    expect([await ended, output(), errors()]).toEqual([
      { code: 2 },
      '',
      `sluice: PORT is "${port}", which is in use on 127.0.0.1: expected a free port, or 0 for any\n`,
    ]);
  });

  it('says in one line that it cannot listen on that host', async () => {
    const { ended, errors, output } = await start({ HOST: '192.0.2.1' });
    expect([await ended, output()]).toEqual([{ code: 2 }, '']);
    expect(errors()).toMatch(/^sluice: HOST is "192.0.2.1": expected an address of this machine \(.*\)\n$/);
  });

  it('says in one line that the database cannot be reached', async () => {
    const { ended, errors } = await start({ DATABASE_URL: 'postgres://me:hunter2@127.0.0.1:1/x', DATABASE_WAIT_MS: '0' });
    expect([await ended, errors()]).toEqual([
      { code: 1 },
      'sluice cannot start: The database of DATABASE_URL cannot be used: connect ECONNREFUSED 127.0.0.1:1\n',
    ]);
  });

  it('says in one line that the database does not exist, and ends with 2', async () => {
    const { ended, errors } = await start({ DATABASE_URL: Object.assign(new URL(database.url), { pathname: '/nowhere' }).href });
    expect([await ended, errors()]).toEqual([
      { code: 2 },
      'sluice: The database of DATABASE_URL cannot be used: database "nowhere" does not exist\n',
    ]);
  });

  it('says in one line that DATABASE_DIRECT_URL leads to another database, and ends with 2', async () => {
    const { ended, errors } = await start({ DATABASE_DIRECT_URL: Object.assign(new URL(database.url), { pathname: '/postgres' }).href });
    expect([await ended, errors()]).toEqual([
      { code: 2 },
      'sluice: DATABASE_DIRECT_URL points to a different database than DATABASE_URL: correct one of them\n',
    ]);
  });

  it.each(['/proc/sluice/data', '/dev/null', '/dev/null/data', __filename, `/tmp/${'x'.repeat(300)}`])(
    'says in one line that DATA_DIR cannot be used, and ends with 2: %s',
    async (dataDir) => {
      const { ended, errors, output } = await start({ DATABASE_URL: '', DATA_DIR: dataDir });
      expect([await ended, output()]).toEqual([{ code: 2 }, '']);
      expect(errors()).toMatch(/^sluice: DATA_DIR is ".*": expected a folder that this account can write into \(\w+\)\n$/);
    },
  );

  it.each([[['bogus']], [['demo', 'bogus']], [['--bogus']]])(
    'says in one line that it knows no argument %j, and ends with 2',
    async (args) => {
      const { ended, errors, output } = await start({}, ...args);
      const line = `sluice: unknown argument "${args.at(-1)}": expected no argument, demo, sluice COMMAND or --version\n`;
      expect([await ended, output(), errors()]).toEqual([{ code: 2 }, '', line]);
    },
  );

  it('waits for a database that starts later, with one line', async () => {
    const port = await findFreePort();
    const starting = start({ DATABASE_URL: tcpUrl(database.url, port) });
    await until(() => Promise.resolve(started.length > 0));
    const errors: Buffer[] = [];
    started.at(-1)?.stderr?.on('data', (chunk: Buffer) => errors.push(chunk));
    await until(() => Promise.resolve(errors.length > 0));
    const forwarder = forwardTo(database.url).listen(port, '127.0.0.1');
    const { child, url, ended } = await starting;
    expect([await ask(url), Buffer.concat(errors).toString().trim().split('\n')]).toEqual([
      String(child.pid),
      [expect.stringMatching(/waiting up to 30 s for the database of DATABASE_URL: connect ECONNREFUSED/)],
    ]);
    child.kill('SIGTERM');
    expect(await ended).toEqual({ code: 0 });
    forwarder.close();
  });

  it('refuses a database that is newer than the code', async () => {
    const newer = await createTestDatabase();
    const db = new Client({ connectionString: newer.url });
    await db.connect();
    await db.query(`INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '9_future', now())`);
    await db.end();
    const { ended, errors } = await start({ DATABASE_URL: newer.url });
    expect([await ended, errors()]).toEqual([
      { code: 1 },
      'sluice cannot start: The database is newer than this server, which does not know its migration 9_future: run a newer version\n',
    ]);
    await newer.drop();
  });

  it('starts many at once on an empty database', async () => {
    const empty = await createTestDatabase({ empty: true });
    const servers = await Promise.all([1, 2, 3].map(() => start({ DATABASE_URL: empty.url })));
    for (const { child } of servers) child.kill('SIGTERM');
    expect(await Promise.all(servers.map(({ ended }) => ended))).toEqual([{ code: 0 }, { code: 0 }, { code: 0 }]);
    await empty.drop();
  });

  it('serves with several processes, starts another one for one that dies, and stops them all', async () => {
    const { child, url, ended, output } = await start({ WORKERS: '2' });
    const answered = new Set<string>();
    await until(async () => answered.add(await ask(url)).size === 2);
    expect(answered).not.toContain(String(child.pid));
    process.kill(Number([...answered][0]), 'SIGKILL');
    // A call that was on its way to the worker that died is lost.
    await until(async () => answered.add(await ask(url, AbortSignal.timeout(500)).catch(() => [...answered][0]!)).size === 3);
    child.kill('SIGTERM');
    expect([await ended, output()]).toEqual([{ code: 0 }, `sluice listening on ${url}\n`]);
    for (const pid of answered) expect(() => process.kill(Number(pid), 0)).toThrow('ESRCH');
  });

  describe('with the embedded database', () => {
    let dataDir: string;
    beforeEach(async () => {
      dataDir = await mkdtemp(path.join(os.tmpdir(), `sluice-test-${process.pid}-run-`));
      await chmod(dataDir, 0o711);
    });
    afterEach(() => rm(dataDir, { recursive: true }));
    const postmaster = () => readFile(path.join(dataDir, 'postgresql/data/postmaster.pid'), 'utf8').catch(() => undefined);

    it('stops it cleanly', async () => {
      const { child, url, ended } = await start({ DATABASE_URL: '', DATA_DIR: dataDir, WORKERS: '2' });
      await ask(url);
      child.kill('SIGTERM');
      expect([await ended, await postmaster()]).toEqual([{ code: 0 }, undefined]);
    });

    it('stops when it is told to while it starts', async () => {
      const starting = start({ DATABASE_URL: '', DATA_DIR: dataDir });
      await until(postmaster);
      started.at(-1)!.kill('SIGTERM');
      const { ended, output } = await starting;
      expect([await ended, output(), await postmaster()]).toEqual([{ code: 0 }, '', undefined]);
    });

    it('leaves none behind when it is told twice', async () => {
      const { child, url, ended } = await start({ DATABASE_URL: '', DATA_DIR: dataDir });
      ask(`${url}/?ms=20000`).catch(() => undefined);
      await sleep(200);
      child.kill('SIGTERM');
      await sleep(2_100);
      child.kill('SIGTERM');
      expect([await ended, await until(async () => (await postmaster()) === undefined)]).toEqual([{ code: 1 }, true]);
    });
  });
});

/** The database's URL by a port of this machine instead of its socket. */
function tcpUrl(url: string, port: number): string {
  const changed = new URL(url);
  changed.searchParams.delete('host');
  return Object.assign(changed, { host: `127.0.0.1:${port}` }).href;
}

/** Leads connections to the socket (or the port) of the database's URL. */
function forwardTo(url: string): NetServer {
  const { hostname, port, searchParams } = new URL(url);
  const folder = searchParams.get('host');
  return createNetServer((socket) => {
    const peer = folder ? connect(path.join(folder, `.s.PGSQL.${port || 5432}`)) : connect(Number(port || 5432), hostname);
    for (const end of [socket, peer]) end.on('error', () => end.destroy());
    socket.pipe(peer).pipe(socket);
  });
}
