import path from 'node:path';
import { Client } from 'pg';
import { findPostgresAccount, runAs } from '../../src/database/postgresAccount';
import { programOf } from './debian';
import { makeProgramFolder, startProgram } from './startProgram';

/** A PostgreSQL server of the system. */
export interface Postgres {
  /** The URL of its superuser. */
  url: string;
  /** The folder of its socket, whose number is 5432 unless another port was chosen. */
  socketFolder: string;
  /** Returns what it logged so far. */
  log(): string;
  stop(): Promise<void>;
}

/**
 * Starts Debian's PostgreSQL 15 on new data, with all its defaults (JIT is on), but on a socket alone unless the settings (`name=value`) say
 * otherwise.
 */
export async function startDebianPostgres({ port = 5432, settings = [] }: { port?: number; settings?: string[] } = {}): Promise<Postgres> {
  const initdb = programOf('postgresql-15');
  const folder = await makeProgramFolder();
  const data = path.join(folder, 'data');
  await runAs(await findPostgresAccount(), initdb, ['-D', data, '--username=postgres', '--auth=trust', '--no-sync']);
  const url = socketUrl(folder, port);
  const postgres = await startProgram(
    path.join(path.dirname(initdb), 'postgres'),
    ['-D', data, '-p', String(port), '-k', folder, ...['listen_addresses=', ...settings].flatMap((setting) => ['-c', setting])],
    folder,
    () => connectOnce(url),
  );
  return { url, socketFolder: folder, log: () => postgres.output(), stop: () => postgres.stop('SIGINT') };
}

/** The URL of the superuser's own database by a socket. */
export function socketUrl(folder: string, port: number, database = 'postgres'): string {
  return `postgresql://postgres@localhost:${port}/${database}?host=${encodeURIComponent(folder)}`;
}

/** Throws where nothing answers by that URL. */
export async function connectOnce(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } finally {
    await client.end();
  }
}
