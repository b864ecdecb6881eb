import { createHash, randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger as QueueLogger, runMigrations } from 'graphile-worker';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { root } from '../root';
import { StartError } from './startError';

const migrationsFolder = path.join(root, 'prisma/migrations');
/** The lock that Prisma Migrate itself takes, so that `prisma migrate deploy` and a starting server wait for each other. */
const prismaLock = 72_707_369;
const lockPollMs = 100;

/** The first and the last of the 44 migrations that were replaced by two before 0.1.0. A database with all of them has the tables of the two. */
const replaced = ['20261123190000_begin', '20261130153600_drop_more_foreign_keys_of_commits'] as const;
const replacedCount = 44;
/** The two that replaced them. */
const replacing = ['20261123190000_tables', '20261123190001_rules'];

/** The queue would write to the console; what it throws is enough. */
const silent = new QueueLogger(() => () => undefined);

interface Migration {
  name: string;
  sql: string;
  /** As Prisma writes it: SHA-256 in hex. */
  checksum: string;
}

export interface MigrateOptions {
  folder?: string;
  /** Is told that another process has the lock. */
  log?: Pick<Logger, 'info'>;
  /** Ends the wait for the lock. */
  signal?: AbortSignal;
  /** How long it waits for the lock. */
  lockTimeoutMs?: number;
}

/**
 * Applies the migrations that the database lacks, each in a transaction of its own, in Prisma's table and under its lock, and those of the
 * job queue, which keeps its tables in a schema of its own. Resolves to the names of ours that were applied.
 * Many processes may call it at once. `url` must be a direct connection. Throws StartError for a database that is newer than this
 * code, for a migration that failed or was changed after it was applied, and when another process keeps the lock for two minutes.
 */
export async function migrate(
  url: string,
  { folder = migrationsFolder, log, signal, lockTimeoutMs = 120_000 }: MigrateOptions = {},
): Promise<string[]> {
  const known = await readMigrations(folder);
  const db = new Client({ connectionString: url, application_name: 'sluice migration' });
  await db.connect();
  try {
    await lock(db, lockTimeoutMs, log, signal);
    const missing = await findMissing(db, known);
    for (const migration of missing) await apply(db, migration);
    await runMigrations({ connectionString: url, maxPoolSize: 2, logger: silent });
    return missing.map(({ name }) => name);
  } finally {
    // Frees the lock as well.
    await db.end();
  }
}

async function lock(db: Client, timeoutMs: number, log?: Pick<Logger, 'info'>, signal?: AbortSignal): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (let tries = 0; ; tries += 1) {
    const { rows } = await db.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [prismaLock]);
    if (rows[0]?.locked) return;
    const holder = await findHolder(db);
    if (performance.now() > deadline) {
      throw new StartError(
        `Another process has held the migration lock for ${Math.round(timeoutMs / 1000)} s (${holder}): let it finish, or stop it`,
      );
    }
    if (tries === 0) log?.info({ holder }, 'waiting for another process to migrate the database');
    await sleep(lockPollMs, undefined, { signal });
  }
}

/** Resolves to what PostgreSQL knows of the connection that holds the lock. */
async function findHolder(db: Client): Promise<string> {
  const { rows } = await db.query<{ holder: string }>(
    `SELECT format('process %s of PostgreSQL, %s', pid, COALESCE(NULLIF(application_name, ''), 'without a name')) AS holder
     FROM pg_locks LEFT JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = $1 AND objsubid = 1
       AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [prismaLock],
  );
  return rows[0]?.holder ?? 'it has just released the lock';
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function findMissing(db: Client, known: Migration[]): Promise<Migration[]> {
  await db.query(`
    CREATE TABLE IF NOT EXISTS _prisma_migrations (
      id VARCHAR(36) PRIMARY KEY NOT NULL,
      checksum VARCHAR(64) NOT NULL,
      finished_at TIMESTAMPTZ,
      migration_name VARCHAR(255) NOT NULL,
      logs TEXT,
      rolled_back_at TIMESTAMPTZ,
      started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
      applied_steps_count INTEGER NOT NULL DEFAULT 0
    )`);
  await takeOver(db, known);
  const { rows } = await db.query<{ name: string; checksum: string; finished: boolean }>(
    `SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
     FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY migration_name`,
  );
  const byName = new Map(known.map((migration) => [migration.name, migration]));
  for (const { name, checksum, finished } of rows) {
    const migration = byName.get(name);
    if (!migration)
      throw new StartError(`The database is newer than this server, which does not know its migration ${name}: run a newer version`);
    if (!finished) throw new StartError(`The migration ${name} failed earlier: repair the database manually (prisma migrate resolve)`);
    if (migration.checksum !== checksum) throw new StartError(`The migration ${name} was changed after it was applied: restore the file`);
  }
  const applied = new Set(rows.map(({ name }) => name));
  return known.filter(({ name }) => !applied.has(name));
}

/** Has a database of the replaced migrations go on with the two that replaced them. Throws StartError where it lacks some of them. */
async function takeOver(db: Client, known: Migration[]): Promise<void> {
  const { rows } = await db.query<{ isComplete: boolean }>(
    `SELECT count(finished_at) = $3 AS "isComplete" FROM _prisma_migrations
     WHERE rolled_back_at IS NULL AND migration_name BETWEEN $1 AND $2 HAVING bool_or(migration_name = $1)`,
    [...replaced, replacedCount],
  );
  const [found] = rows;
  if (!found) return;
  if (!found.isComplete)
    throw new StartError(
      'The database is from a version before 0.1.0 that can no longer be migrated: use a new database, or keep running that version',
    );
  await inTransaction(db, async () => {
    await db.query('DELETE FROM _prisma_migrations WHERE migration_name BETWEEN $1 AND $2', [...replaced]);
    for (const migration of known.filter(({ name }) => replacing.includes(name))) await record(db, migration);
    // It served servers of before that column.
    await db.query('DROP FUNCTION IF EXISTS "action_process" CASCADE');
  });
}

async function inTransaction(db: Client, work: () => Promise<void>): Promise<void> {
  await db.query('BEGIN');
  try {
    await work();
    await db.query('COMMIT');
  } catch (error) {
    await db.query('ROLLBACK');
    throw error;
  }
}

async function record(db: Client, { name, checksum }: Migration): Promise<void> {
  await db.query(
    `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)`,
    [randomUUID(), checksum, name],
  );
}

async function apply(db: Client, migration: Migration): Promise<void> {
  try {
    await inTransaction(db, async () => {
      // Triggers that are deferred to the end would keep tables from being altered once their rows are.
      await db.query('SET CONSTRAINTS ALL IMMEDIATE');
      await db.query(migration.sql);
      await record(db, migration);
    });
  } catch (error) {
    throw new StartError(`The migration ${migration.name} failed and changed nothing: ${(error as Error).message}`, { cause: error });
  }
}
