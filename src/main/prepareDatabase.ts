import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import type { Config } from '../config';
import { inspectDatabase } from '../database/inspectDatabase';
import { migrate } from '../database/migrate';
import { inSchema, throughPooler, withSettings } from '../database/sessionUrl';
import { startEmbeddedPostgres } from '../database/startEmbeddedPostgres';
import { SettingError } from '../database/startError';
import type { Lifecycle } from './runLifecycle';

/** A configuration whose database is ready. */
export type Prepared = Config & { databaseUrl: string; databaseDirectUrl: string };

/**
 * Starts the embedded database where none is given, and migrates. Gives the configuration with the database's addresses filled in, as our
 * sessions use them, and with the key that is kept beside the embedded one.
 * Throws StartError where the given database cannot be reached in time, SettingError where it cannot be used: too old, another schema, reached
 * through a pooler alone.
 */
export async function prepareDatabase(config: Config, log: Logger, lifecycle: Lifecycle): Promise<Prepared> {
  const given = config.databaseUrl ?? (await startEmbedded(config, log, lifecycle));
  lifecycle.signal.throwIfAborted();
  const urls = await findUrls(config, given, log, lifecycle);
  lifecycle.signal.throwIfAborted();
  const applied = await migrate(urls.databaseDirectUrl, { log, signal: lifecycle.signal });
  if (applied.length) log.info(`migrated the database: ${applied.length} steps, the last is ${applied.at(-1)}`);
  const secretKey = config.secretKey ?? (config.databaseUrl === undefined ? await keepSecretKey(config.dataDir) : undefined);
  return Object.freeze({ ...config, secretKey, ...urls });
}

async function startEmbedded({ dataDir }: Config, log: Logger, lifecycle: Lifecycle): Promise<string> {
  const postgres = await startEmbeddedPostgres({ dataDir, log });
  lifecycle.onEnd(() => postgres.stop());
  return postgres.url;
}

/** Looks at what both URLs lead to before anything is written. */
async function findUrls(
  config: Config,
  url: string,
  log: Logger,
  lifecycle: Lifecycle,
): Promise<Pick<Prepared, 'databaseUrl' | 'databaseDirectUrl'>> {
  const directUrl = config.databaseDirectUrl ?? url;
  const isOne = url === directUrl;
  const options = { log, signal: lifecycle.signal, waitMs: config.databaseWaitMs };
  const direct = await inspectDatabase(directUrl, isOne ? 'DATABASE_URL' : 'DATABASE_DIRECT_URL', options);
  if (direct.pooler) {
    const through = isOne ? 'DATABASE_URL points' : 'DATABASE_DIRECT_URL points';
    throw new SettingError(
      `${through} to a connection pooler such as PgBouncer, but migrations and jobs need sessions: set DATABASE_DIRECT_URL to a ` +
        'direct connection to the same database, bypassing the pooler',
    );
  }
  const databaseDirectUrl = withSettings(inSchema(direct.url, direct.schema));
  if (isOne) return { databaseUrl: databaseDirectUrl, databaseDirectUrl };

  const found = await inspectDatabase(url, 'DATABASE_URL', options);
  if (found.identity !== direct.identity) {
    throw new SettingError('DATABASE_DIRECT_URL points to a different database than DATABASE_URL: correct one of them');
  }
  if (found.schema !== direct.schema) {
    throw new SettingError(
      `DATABASE_DIRECT_URL points to the schema ${direct.schema}, but DATABASE_URL to ${found.schema}: correct one of them, or run ` +
        `ALTER ROLE ${found.role} IN DATABASE ${found.database} SET search_path = "${direct.schema}"`,
    );
  }
  const databaseUrl = inSchema(found.url, found.schema);
  if (!found.pooler) return { databaseUrl: withSettings(databaseUrl), databaseDirectUrl };
  if (found.jit) {
    log.warn(
      'the sessions of the pooler compile statements (jit), which can make calls ten times slower: run ' +
        `ALTER ROLE ${found.role} IN DATABASE ${found.database} SET jit = off, then RECONNECT in PgBouncer's console`,
    );
  }
  if (found.pooler === 'unnamed') {
    log.warn('the pooler does not keep prepared statements, so every statement is planned again: use PgBouncer 1.21 or newer');
  }
  return { databaseUrl: throughPooler(databaseUrl, found.pooler), databaseDirectUrl };
}

/** The key that encrypts secrets, where the environment gives none: made once in the folder, for its owner alone. */
export async function keepSecretKey(dataDir: string): Promise<string> {
  const file = path.join(dataDir, 'secret.key');
  await mkdir(dataDir, { recursive: true });
  // Fails where it is there already.
  await writeFile(file, `${randomBytes(32).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  });
  return (await readFile(file, 'utf8')).trim();
}
