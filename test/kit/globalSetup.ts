import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { Client } from 'pg';
import { migrate } from '../../src/database/migrate';
import { startEmbeddedPostgres } from '../../src/database/startEmbeddedPostgres';
import type { EmbeddedPostgres } from '../../src/database/startEmbeddedPostgres';
import { databaseUrl, serverVariable, template } from './database';

const prefix = 'sluice-test-';

declare global {
  var sluiceTestPostgres: { postgres: EmbeddedPostgres; dataDir: string } | undefined;
}

/** Starts a PostgreSQL in a temporary folder and makes the migrated database that `createTestDatabase` copies. */
export default async function globalSetup(): Promise<void> {
  await removeInterrupted();
  const dataDir = await mkdtemp(path.join(os.tmpdir(), `${prefix}${process.pid}-`));
  // Ours: PostgreSQL's account has to pass.
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, log: pino({ level: 'error' }, process.stderr), durable: false });
  globalThis.sluiceTestPostgres = { postgres, dataDir };
  process.env[serverVariable] = postgres.url;
  const server = new Client({ connectionString: postgres.url });
  await server.connect();
  await server.query(`CREATE DATABASE ${template}`);
  await server.end();
  await migrate(databaseUrl(template));
}

/** Removes what test runs that were killed left behind; their PostgreSQL ends by itself when its files are gone. */
async function removeInterrupted(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
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
