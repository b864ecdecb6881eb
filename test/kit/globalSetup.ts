import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { Client } from 'pg';
import { migrate } from '../../src/database/migrate';
import { startEmbeddedPostgres } from '../../src/database/startEmbeddedPostgres';
import { databaseUrl, poolerVariable, serverVariable, template } from './database';
import { startDebianPostgres } from './startDebianPostgres';
import { startPgBouncer } from './startPgBouncer';
import { folderPrefix } from './startProgram';

declare global {
  /** What was started for the tests, in the order to stop it in. */
  var sluiceTestServers: { stop(): Promise<void> }[] | undefined;
}

/**
 * Finds the PostgreSQL of the tests and makes the migrated database that `createTestDatabase` copies. It is the one of TEST_DATABASE_URL (a
 * superuser's URL), else what TEST_SERVER names: `debian`, `pgbouncer` (Debian's, with servers of the tests behind its PgBouncer), or
 * `embedded`.
 */
export default async function globalSetup(): Promise<void> {
  // Worker threads run compiled files, also where the rest is compiled by Jest.
  execFileSync(process.execPath, [path.join(__dirname, '../../tools/build.mjs')]);
  await removeInterrupted();
  const servers = (globalThis.sluiceTestServers = [] as { stop(): Promise<void> }[]);
  process.env[serverVariable] = process.env['TEST_DATABASE_URL'] ?? (await startServer(process.env['TEST_SERVER'] ?? 'embedded', servers));
  const server = new Client({ connectionString: databaseUrl('postgres') });
  await server.connect();
  await server.query(`DROP DATABASE IF EXISTS ${template}`);
  await server.query(`CREATE DATABASE ${template}`);
  await server.end();
  await migrate(databaseUrl(template));
}

async function startServer(kind: string, servers: { stop(): Promise<void> }[]): Promise<string> {
  if (kind === 'embedded') return startEmbedded(servers);
  if (kind !== 'debian' && kind !== 'pgbouncer') throw new Error(`TEST_SERVER is ${kind}: expected embedded, debian or pgbouncer`);
  const postgres = await startDebianPostgres();
  servers.unshift(postgres);
  if (kind === 'pgbouncer') {
    const bouncer = await startPgBouncer(postgres);
    servers.unshift(bouncer);
    process.env[poolerVariable] = bouncer.url;
  }
  return postgres.url;
}

async function startEmbedded(servers: { stop(): Promise<void> }[]): Promise<string> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), `${folderPrefix}${process.pid}-`));
  // Ours: PostgreSQL's account has to pass.
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'error' }, process.stderr), durable: false });
  servers.unshift({
    async stop() {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  });
  return postgres.url;
}

/** Removes what test runs that were killed left behind; their PostgreSQL ends by itself when its files are gone. */
async function removeInterrupted(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    const pid = new RegExp(`^${folderPrefix}(\\d+)-`).exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(path.join(os.tmpdir(), name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
