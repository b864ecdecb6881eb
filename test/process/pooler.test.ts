import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { readConfig } from '../../src/config';
import { prepareDatabase } from '../../src/main/prepareDatabase';
import { describeWith } from '../kit/debian';
import { postTo } from '../kit/postTo';
import { startDebianPostgres, type Postgres } from '../kit/startDebianPostgres';
import { startPgBouncer } from '../kit/startPgBouncer';
import { startSluice, type Sluice } from './startSluice';

jest.setTimeout(180_000);

describeWith(['postgresql-15', 'pgbouncer'], "a server on Debian's PostgreSQL and PgBouncer, with their defaults", () => {
  let postgres: Postgres;
  let bouncer: Postgres;
  let dataDir: string;
  let count = 0;
  const running: Sluice[] = [];
  beforeAll(async () => {
    postgres = await startDebianPostgres();
    bouncer = await startPgBouncer(postgres);
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'sluice-pooler-'));
  });
  afterAll(async () => {
    await bouncer.stop();
    await postgres.stop();
    await rm(dataDir, { recursive: true });
  });

  const urlOf = ({ url }: Postgres, database: string) => Object.assign(new URL(url), { pathname: `/${database}` }).href;
  async function run(statement: string, database = 'postgres'): Promise<object[]> {
    const client = new Client({ connectionString: urlOf(postgres, database) });
    await client.connect();
    try {
      return (await client.query<object>(statement)).rows;
    } finally {
      await client.end();
    }
  }
  async function createDatabase(): Promise<string> {
    const name = `sluice_${(count += 1)}`;
    await run(`CREATE DATABASE ${name}`);
    return name;
  }
  const tables = (database: string) => run(`SELECT tablename FROM pg_tables WHERE schemaname = 'public'`, database);
  /** Prepares the database as the start of a server does; gives its URLs and the warnings. */
  async function prepare(DATABASE_URL: string, DATABASE_DIRECT_URL = ''): Promise<{ urls: string[]; warnings: string[] }> {
    const warnings: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push((JSON.parse(line) as { msg: string }).msg) });
    const life = { signal: new AbortController().signal, onEnd: () => undefined, onReload: () => undefined };
    const config = readConfig({ SECRET_KEY: 'x'.repeat(40), DATABASE_URL, DATABASE_DIRECT_URL });
    const { databaseUrl, databaseDirectUrl } = await prepareDatabase(config, log, life);
    return { urls: [databaseUrl, databaseDirectUrl], warnings };
  }
  async function start(env: NodeJS.ProcessEnv, args = ['demo']): Promise<Sluice> {
    const sluice = await startSluice(dataDir, { env: { SECRET_KEY: 'x'.repeat(40), ...env }, args });
    running.push(sluice);
    return sluice;
  }
  afterEach(() => Promise.all(running.splice(0).map((sluice) => sluice.stop())));

  it('refuses a pooler without DATABASE_DIRECT_URL, and one that this leads through, before it writes', async () => {
    const database = await createDatabase();
    const [pooled, direct] = [urlOf(bouncer, database), urlOf(postgres, database)];
    await expect(prepare(pooled)).rejects.toThrow(
      /^DATABASE_URL points to a connection pooler .* set DATABASE_DIRECT_URL to a direct connection/,
    );
    for (const url of [pooled, direct]) {
      await expect(prepare(url, `${pooled}&application_name=direct`)).rejects.toThrow(/^DATABASE_DIRECT_URL points to a connection pooler/);
    }
    expect(await tables(database)).toEqual([]);
  });

  it('refuses one that takes the options of a session and does nothing with them', async () => {
    const swallowing = await startPgBouncer(postgres, ['ignore_startup_parameters = options, extra_float_digits']);
    const database = await createDatabase();
    await expect(prepare(urlOf(swallowing, database))).rejects.toThrow('set DATABASE_DIRECT_URL');
    await swallowing.stop();
  });

  it('refuses a direct URL that leads to another database, before it writes', async () => {
    const [one, other] = [await createDatabase(), await createDatabase()];
    await expect(prepare(urlOf(bouncer, one), urlOf(postgres, other))).rejects.toThrow(
      'DATABASE_DIRECT_URL points to a different database than DATABASE_URL',
    );
    expect([await tables(one), await tables(other)]).toEqual([[], []]);
  });

  it('notes in the URLs what they lead through, and says what to do about compiled statements', async () => {
    const database = await createDatabase();
    const [pooled, direct] = [urlOf(bouncer, database), `${urlOf(postgres, database)}&options=-c%20work_mem%3D7MB`];
    const { urls, warnings } = await prepare(pooled, direct);
    const parameters = urls.map((url) => Object.fromEntries(new URL(url).searchParams));
    expect(parameters).toEqual([
      { host: bouncer.socketFolder, sluice_pooler: 'unnamed' },
      { host: postgres.socketFolder, options: '-c jit=off -c work_mem=7MB' },
    ]);
    expect(warnings).toEqual([
      expect.stringContaining(`run ALTER ROLE postgres IN DATABASE ${database} SET jit = off`),
      expect.stringContaining('use PgBouncer 1.21 or newer'),
    ]);
  });

  it('serves through PgBouncer in transaction mode, many calls at once, and starts again', async () => {
    const database = await createDatabase();
    const urls = { DATABASE_URL: urlOf(bouncer, database), DATABASE_DIRECT_URL: urlOf(postgres, database) };
    for (const WORKERS of ['1', '2']) {
      const sluice = await start({ ...urls, WORKERS });
      const answers = await Promise.all(
        Array.from({ length: 200 }, (_, n) => sluice.hook('createRequest', { processName: '2_LEVELS_APPROVAL' }, `${WORKERS}-${n}`)),
      );
      const refused = answers.filter(({ status }) => status !== 200);
      expect([refused, await sluice.stop()]).toEqual([[], 0]);
    }
  });

  it('has cheap plans on new tables, which PostgreSQL does not compile, even through PgBouncer', async () => {
    const database = await createDatabase();
    await run(`ALTER DATABASE ${database} SET session_preload_libraries = 'auto_explain'`);
    await run(`ALTER DATABASE ${database} SET auto_explain.log_min_duration = 0`);
    const urls = { DATABASE_URL: urlOf(bouncer, database), DATABASE_DIRECT_URL: urlOf(postgres, database) };
    const sluice = await start({ ...urls, ADMIN_USER_NAME: 'wfgen_admin' }, []);
    const hook = await deployWithHook(sluice);
    const before = postgres.log().length;
    for (let n = 0; n < 10; n += 1) {
      const { status, body } = await postTo(hook, { operation: 'createRequest', args: { input: { processName: 'ONE' } } });
      expect([status, body.error]).toEqual([200, undefined]);
    }
    await sluice.stop();
    const log = postgres.log().slice(before);
    const costs = [...log.matchAll(/cost=[\d.]+\.\.([\d.]+)/g)].map(([, cost]) => Number(cost));
    expect(costs.length).toBeGreaterThan(10);
    // PostgreSQL compiles statements above 100,000.
    expect([Math.max(...costs) < 20_000, log.includes('JIT:')]).toEqual([true, false]);
  });

  /** Deploys a process, and gives the URL of a new hook. */
  async function deployWithHook(sluice: Sluice): Promise<string> {
    const definition = JSON.stringify({
      name: 'ONE',
      subprocess: { enabled: true, access: 'PUBLIC' },
      participants: [
        { name: 'Requesters', role: 'REQUESTER', everyone: true },
        { name: 'Workers', role: 'ACTOR', everyone: true },
      ],
      start: 'DO',
      activities: [{ name: 'DO', type: 'USER', participant: 'Workers' }],
    });
    const { data } = await sluice.graphql(`mutation {
      updateSettings(input: { systemOperationUserNames: ["wfgen_admin"] }) { clientMutationId }
      deployProcess(input: { definition: ${JSON.stringify(definition)} }) { process { name } }
      createApplication(input: { name: "Hook", kind: OPERATIONS, impersonateUserName: "wfgen_admin" }) { token }
    }`);
    return `${sluice.url}/hooks/${data.createApplication.token}`;
  }
});
