import { chmod, chown, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { pino } from 'pino';
import { readConfig } from '../../src/config';
import { findPostgresAccount } from '../../src/database/postgresAccount';
import { prepareDatabase } from '../../src/main/prepareDatabase';
import { openDatabase } from '../../src/store/openDatabase';
import { describeWith } from '../kit/debian';
import { findFreePort } from '../kit/findFreePort';
import { makeAuthority } from '../kit/makeCertificates';
import { startDebianPostgres, type Postgres } from '../kit/startDebianPostgres';
import { startSluice } from './startSluice';

jest.setTimeout(180_000);

describeWith(['postgresql-15'], "DATABASE_URL, on Debian's PostgreSQL with TLS", () => {
  let folder: string;
  let postgres: Postgres;
  let port: number;
  let ca: string;
  let otherCa: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-urls-'));
    await chmod(folder, 0o755);
    const authority = makeAuthority(folder, 'authority');
    const { certFile, keyFile } = authority.issue('db.example');
    [ca, otherCa] = [authority.caFile, makeAuthority(folder, 'other').caFile];
    const account = await findPostgresAccount();
    if (account) await chown(keyFile, account.uid, account.gid);
    await chmod(keyFile, 0o600);
    port = await findFreePort();
    const settings = ['listen_addresses=127.0.0.1', 'ssl=on', `ssl_cert_file=${certFile}`, `ssl_key_file=${keyFile}`];
    postgres = await startDebianPostgres({ port, settings });
  });
  afterAll(async () => {
    await postgres.stop();
    await rm(folder, { recursive: true });
  });

  async function run(statement: string, database = 'postgres'): Promise<object[]> {
    const client = new Client({ connectionString: `postgresql://postgres@127.0.0.1:${port}/${database}` });
    await client.connect();
    try {
      return (await client.query<object>(statement)).rows;
    } finally {
      await client.end();
    }
  }
  let count = 0;
  /** A new database and its owner, who can do no more. */
  async function createDatabase(): Promise<{ name: string; role: string; url: string }> {
    const [name, role] = [`sluice_${(count += 1)}`, `role_${count}`];
    await run(`CREATE ROLE ${role} LOGIN`);
    await run(`CREATE DATABASE ${name}`);
    return { name, role, url: `postgresql://${role}@127.0.0.1:${port}/${name}` };
  }
  async function prepare(DATABASE_URL: string, env: NodeJS.ProcessEnv = {}) {
    const life = { signal: new AbortController().signal, onEnd: () => undefined, onReload: () => undefined };
    return prepareDatabase(readConfig({ SECRET_KEY: 'x'.repeat(40), DATABASE_URL, ...env }), pino({ level: 'silent' }), life);
  }
  const tables = (database: string) =>
    run(
      `SELECT schemaname AS schema, count(*)::int AS count FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'graphile_worker') GROUP BY 1`,
      database,
    );
  const usesTls = async (url: string): Promise<boolean> => {
    const db = openDatabase(url, { onError: () => undefined });
    const [row] = await db.query<{ ssl: boolean }>({
      name: 'ssl',
      text: 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()',
      values: [],
    });
    await db.close();
    return row!.ssl;
  };

  describe('its sslmode', () => {
    let plain: string;
    beforeAll(async () => {
      const { name } = await createDatabase();
      plain = `postgresql://postgres@127.0.0.1:${port}/${name}`;
    });

    // The certificate is that of db.example, so that the host fits only where nobody looks at it.
    it.each([
      ['', false],
      ['sslmode=disable', false],
      ['sslmode=allow', false],
      ['sslmode=prefer', true],
      ['sslmode=require', true],
      ['sslmode=verify-ca&sslrootcert=CA', true],
      ['sslmode=require&sslrootcert=CA', true],
    ])('%s connects, by TLS: %s', async (parameters, expected) => {
      const { databaseUrl } = await prepare(`${plain}?${parameters.replace('CA', ca)}`);
      expect(await usesTls(databaseUrl)).toBe(expected);
    });

    it.each([
      ['sslmode=verify-full&sslrootcert=CA', 'altnames'],
      ['sslmode=verify-full', 'certificate'],
      ['sslmode=verify-ca&sslrootcert=OTHER', 'certificate'],
      ['sslmode=require&sslrootcert=OTHER', 'certificate'],
    ])('%s refuses the server', async (parameters, message) => {
      const url = `${plain}?${parameters.replace('CA', ca).replace('OTHER', otherCa)}`;
      await expect(prepare(url)).rejects.toMatchObject({
        name: 'SettingError',
        message: expect.stringMatching(new RegExp(`^The database of DATABASE_URL cannot be used: .*${message}`)) as string,
      });
    });

    it('prefer and allow take what a server has, and sockets have no TLS', async () => {
      const without = await startDebianPostgres();
      const socket = `${postgres.url.replace('/postgres?', `${new URL(plain).pathname}?`)}&sslmode=require`;
      try {
        const urls = await Promise.all([`${without.url}&sslmode=prefer`, socket].map(async (url) => (await prepare(url)).databaseUrl));
        expect(await Promise.all(urls.map(usesTls))).toEqual([false, false]);
      } finally {
        await without.stop();
      }
    });
  });

  describe('its schema', () => {
    it.each([
      ['of the role itself', (role: string) => [`CREATE SCHEMA ${role} AUTHORIZATION ${role}`], '', (role: string) => role],
      [
        'of the search_path of the role',
        (role: string, name: string) => [
          `CREATE SCHEMA flow AUTHORIZATION ${role}`,
          `ALTER ROLE ${role} IN DATABASE ${name} SET search_path = flow`,
        ],
        '',
        () => 'flow',
      ],
      ['of ?schema=', (role: string) => [`CREATE SCHEMA "Flow-1" AUTHORIZATION ${role}`], '?schema=Flow-1', () => 'Flow-1'],
      ['of options', (role: string) => [`CREATE SCHEMA flow AUTHORIZATION ${role}`], '?options=-c%20search_path%3Dflow', () => 'flow'],
    ])('holds all tables where it is that %s, and a server works in it', async (_, statements, parameters, schemaOf) => {
      const { name, role, url } = await createDatabase();
      await run(`GRANT CREATE ON DATABASE ${name} TO ${role}`);
      for (const statement of statements(role, name)) await run(statement, name);
      const sluice = await startSluice(folder, {
        env: { SECRET_KEY: 'x'.repeat(40), DATABASE_URL: url + parameters, DATA_DIR: path.join(folder, name) },
      });
      const { status, body } = await sluice.hook('createRequest', { processName: '2_LEVELS_APPROVAL' }, 'one');
      const answer = await sluice.graphql('{ users(first: 1) { nodes { userName } } requests(first: 1) { nodes { number } } }');
      await sluice.stop();
      expect([status, body.number, answer.data.requests.nodes, await tables(name)]).toEqual([
        200,
        5000,
        [{ number: 5000 }],
        [{ schema: schemaOf(role), count: expect.any(Number) as number }],
      ]);
    });

    it.each([
      [
        'does not exist',
        [],
        '?schema=nowhere',
        /^DATABASE_URL points to the schema nowhere, which does not exist: run CREATE SCHEMA "nowhere"/,
      ],
      [
        'is in no search_path',
        [],
        '?options=-c%20search_path%3Dnowhere',
        /^DATABASE_URL points to a search_path \(nowhere\) none of whose schemas/,
      ],
      [
        'is closed to the role',
        ['GRANT CREATE ON DATABASE NAME TO ROLE'],
        '',
        /^DATABASE_URL points to the schema public, in which role_\d+ cannot create/,
      ],
      [
        'has no right to the queue',
        ['CREATE SCHEMA ROLE AUTHORIZATION ROLE'],
        '',
        /^DATABASE_URL points to a database in which role_\d+ cannot create/,
      ],
    ])('is refused where it %s, before anything is written', async (_, statements, parameters, message) => {
      const { name, role, url } = await createDatabase();
      for (const statement of statements) await run(statement.replaceAll('NAME', name).replaceAll('ROLE', role), name);
      await expect(prepare(url + parameters)).rejects.toMatchObject({
        name: 'SettingError',
        message: expect.stringMatching(message) as string,
      });
      expect(await tables(name)).toEqual([]);
    });

    it('is refused beside that of another Sluice, whose queue it would share', async () => {
      const { name } = await createDatabase();
      const url = `postgresql://postgres@127.0.0.1:${port}/${name}`;
      await prepare(url);
      await run('CREATE SCHEMA second', name);
      await expect(prepare(`${url}?schema=second`)).rejects.toThrow(
        'DATABASE_URL points to the schema second, but Sluice is installed in the schema public',
      );
      await expect(prepare(url, { DATABASE_DIRECT_URL: `${url}?schema=second` })).rejects.toThrow(
        'DATABASE_DIRECT_URL points to the schema second',
      );
    });
  });
});
