import type { Logger } from 'pino';
import type { Config } from '../config';
import { inspectDatabase } from '../database/inspectDatabase';
import { migrate } from '../database/migrate';
import { throughPooler, withSettings } from '../database/sessionUrl';
import { startEmbeddedPostgres } from '../database/startEmbeddedPostgres';
import { StartError } from '../database/startError';
import { keepSecretKey } from './keepSecretKey';
import type { Life } from './live';

/** A configuration whose database is ready. */
export type Prepared = Config & { databaseUrl: string; databaseDirectUrl: string };

/**
 * Starts the embedded database where none is given, and migrates. Gives the configuration with the database's addresses filled in, as our
 * sessions use them, and with the key that is kept beside the embedded one.
 * Throws StartError, also where the given database cannot be reached, is too old, or is reached through a pooler alone.
 */
export async function prepareDatabase(config: Config, log: Logger, life: Life): Promise<Prepared> {
  const given = config.databaseUrl ?? (await startEmbedded(config, log, life));
  life.signal.throwIfAborted();
  const urls = await findUrls(given, config.databaseDirectUrl ?? given, log);
  life.signal.throwIfAborted();
  const applied = await migrate(urls.databaseDirectUrl, { log, signal: life.signal });
  if (applied.length) log.info({ migrations: applied }, 'migrated the database');
  const secretKey = config.secretKey ?? (config.databaseUrl === undefined ? await keepSecretKey(config.dataDir) : undefined);
  return Object.freeze({ ...config, secretKey, ...urls });
}

async function startEmbedded({ dataDir }: Config, log: Logger, life: Life): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  life.onEnd(() => postgres.stop());
  return postgres.url;
}

/** Looks at what both URLs lead to before anything is written. */
async function findUrls(url: string, directUrl: string, log: Logger): Promise<Pick<Prepared, 'databaseUrl' | 'databaseDirectUrl'>> {
  const isOne = url === directUrl;
  const direct = await inspectDatabase(directUrl, isOne ? 'DATABASE_URL' : 'DATABASE_DIRECT_URL');
  if (direct.pooler) {
    const through = isOne ? 'DATABASE_URL leads' : 'DATABASE_DIRECT_URL leads';
    throw new StartError(
      `${through} through a connection pooler such as PgBouncer, but migrations and jobs need sessions: set DATABASE_DIRECT_URL to a ` +
        'direct connection to the same database, bypassing the pooler',
    );
  }
  const databaseDirectUrl = withSettings(directUrl);
  if (isOne) return { databaseUrl: databaseDirectUrl, databaseDirectUrl };

  const found = await inspectDatabase(url, 'DATABASE_URL');
  if (found.identity !== direct.identity) {
    throw new StartError('DATABASE_DIRECT_URL leads to another database than DATABASE_URL: correct one of them');
  }
  if (!found.pooler) return { databaseUrl: withSettings(url), databaseDirectUrl };
  if (found.jit) {
    log.warn(
      'the sessions of the pooler compile statements (jit), which can make calls ten times slower: run ' +
        `ALTER ROLE ${found.role} IN DATABASE ${found.database} SET jit = off, then RECONNECT in PgBouncer's console`,
    );
  }
  if (found.pooler === 'unnamed') {
    log.warn('the pooler does not keep prepared statements, so every call is planned anew: use PgBouncer 1.21 or newer');
  }
  return { databaseUrl: throughPooler(url, found.pooler), databaseDirectUrl };
}
