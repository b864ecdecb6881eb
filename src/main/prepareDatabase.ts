import type { Logger } from 'pino';
import { Client } from 'pg';
import type { Config } from '../config';
import { migrate } from '../database/migrate';
import { startEmbeddedPostgres } from '../database/startEmbeddedPostgres';
import { StartError } from '../database/startError';
import { keepSecretKey } from './keepSecretKey';
import type { Life } from './live';

/** The oldest PostgreSQL that has all that our statements use. */
const oldest = 14;

/**
 * Starts the embedded database where none is given, and migrates. Gives the configuration with the database's addresses filled in, and with
 * the key that is kept beside the embedded one.
 * Throws StartError, also where the given database cannot be reached or is too old.
 */
export async function prepareDatabase(
  config: Config,
  log: Logger,
  life: Life,
): Promise<Config & { databaseUrl: string; databaseDirectUrl: string }> {
  const url = config.databaseUrl ?? (await startEmbedded(config, log, life));
  const directUrl = config.databaseDirectUrl ?? url;
  life.signal.throwIfAborted();
  await checkVersion(directUrl);
  const applied = await migrate(directUrl);
  if (applied.length) log.info({ migrations: applied }, 'migrated the database');
  const secretKey = config.secretKey ?? (config.databaseUrl === undefined ? await keepSecretKey(config.dataDir) : undefined);
  return Object.freeze({ ...config, secretKey, databaseUrl: url, databaseDirectUrl: directUrl });
}

async function startEmbedded({ dataDir }: Config, log: Logger, life: Life): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  life.onEnd(() => postgres.stop());
  return postgres.url;
}

async function checkVersion(url: string): Promise<void> {
  const db = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  try {
    await db.connect();
    const { rows } = await db.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
    const version = rows[0]?.version ?? '';
    if (parseInt(version) < oldest) throw new StartError(`The database is PostgreSQL ${version}: ${oldest} or newer is needed`);
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { message, code } = error as NodeJS.ErrnoException;
    throw new StartError(`The database of DATABASE_URL cannot be used: ${message || String(code)}`, { cause: error });
  } finally {
    await db.end();
  }
}
