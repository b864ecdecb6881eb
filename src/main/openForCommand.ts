import { existsSync } from 'node:fs';
import path from 'node:path';
import { sql } from '../sql';
import type { Logger } from 'pino';
import type { Config } from '../config';
import type { Context } from '../context';
import { DataInUse } from '../database/startError';
import { loadUser } from '../identity/identity';
import { createContext, createCallDeps } from '../modules/createContext';
import { ownPathsOf } from '../modules/file/openAllowedFile';
import { openDatabase, type Database } from '../store/openDatabase';
import { CommandError } from './command/command';
import type { Lifecycle } from './runLifecycle';
import { prepareDatabase } from './prepareDatabase';

/**
 * The context of a command: over the database of the environment, as that active administrator, by default the first one. An embedded
 * database is reached by its socket where a server runs on it, else it is started until the end. Throws CommandError, StartError.
 */
export async function openForCommand(config: Config, log: Logger, lifecycle: Lifecycle, as: string | undefined): Promise<Context> {
  const url = await findDatabase(config, log, lifecycle);
  const db = openDatabase(url, { connections: 2, onError: (error) => log.warn({ err: error }, 'lost a connection') });
  lifecycle.onEnd(() => db.close());
  const userName = as ?? (await findAdministrator(db));
  const user = await loadUser(db, userName);
  if (user?.viewer.status !== 'ACTIVE' || !user.viewer.isAdministrator) {
    throw new CommandError(`${userName} is not an active administrator: name one with --as`);
  }
  const deps = createCallDeps({
    db,
    log,
    secretKey: config.secretKey,
    maxDescendants: config.maxDescendants,
    publicUrl: () => config.publicUrl ?? '',
    ownPaths: ownPathsOf(config),
    ownedLimits: config.ownedLimits,
  });
  return createContext(deps, user.viewer);
}

async function findDatabase(config: Config, log: Logger, lifecycle: Lifecycle): Promise<string> {
  // A command is not a reason to begin a database: most likely it is meant for another one.
  if (config.databaseUrl === undefined && !existsSync(path.join(config.dataDir, 'postgresql'))) {
    throw new CommandError(`No database exists in ${path.resolve(config.dataDir)}: set DATABASE_URL or DATA_DIR as for the server`);
  }
  try {
    return (await prepareDatabase(config, log, lifecycle)).databaseUrl;
  } catch (error) {
    if (error instanceof DataInUse) return error.url;
    throw error;
  }
}

async function findAdministrator(db: Database): Promise<string> {
  const [first] = await db.read<{ userName: string }>(
    sql`SELECT user_name AS "userName" FROM "user" WHERE is_administrator AND status = 'ACTIVE' ORDER BY id LIMIT 1`,
  );
  if (!first) throw new CommandError('This database has no administrator yet: start the server once');
  return first.userName;
}
