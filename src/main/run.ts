import cluster from 'node:cluster';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { ConfigError, readConfig } from '../config';
import type { Config } from '../config';
import { createLog } from '../log';
import { openDatabase } from '../store/openDatabase';
import type { Database } from '../store/openDatabase';
import { version } from '../version';
import { runLifecycle } from './runLifecycle';
import type { Lifecycle } from './runLifecycle';
import { prepareDatabase } from './prepareDatabase';
import { requireDataDir, requireFreePort } from './requirements';
import { runWorkers } from './runWorkers';
import type { Serving } from './runWorkers';
import { serve } from './serve';
import type { Server } from './serve';

/** What the process is made of, beside what every server process has. */
export interface Parts {
  createServer(deps: { config: Config; db: Database; log: Logger }): Server;
  /** Makes what a new database needs (with `demo` the demo data), and gives the text, by the server's URL, that is to be printed about it. */
  setUp(deps: { config: Config; db: Database; log: Logger; demo: boolean }): Promise<(url: string) => string>;
}

/** How many connections of PostgreSQL all server processes of a machine share at most, of the 100 that it has by default. */
const sharedConnections = 80;
/** Those that a process keeps for its jobs. */
const connectionsOfJobs = 4;

/** Runs the server until it is told to stop: configuration, database, first data, server. Ends the process, with 2 for a wrong environment. */
export function run(parts: Parts): void {
  const given = readOrExplain();
  if (!given) return;
  const { config, demo } = given;
  const log = createLog(config);
  runLifecycle(log, (lifecycle) =>
    cluster.isWorker ? runWorker(parts, config, log, lifecycle) : runServer(parts, config, demo, log, lifecycle),
  );
}

function readOrExplain(): { config: Config; demo: boolean } | undefined {
  try {
    return { config: readConfig(), ...readArguments(process.argv.slice(2)) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`sluice: ${error.message}\n`);
    process.exitCode = 2;
    return undefined;
  }
}

/** Tables up to this size are analyzed at every start, which takes about a millisecond each. */
const smallTableBytes = 1_000_000;

async function runServer(parts: Parts, given: Config, demo: boolean, log: Logger, lifecycle: Lifecycle): Promise<void> {
  const { role, workers, databaseUrl, dataDir } = given;
  log.info({ version, node: process.versions.node, role, workers, database: databaseUrl === undefined ? 'embedded' : 'given' }, 'starting');
  // Before anything is made: what is printed about it leads to where this server listens.
  await requireFreePort(given);
  if (databaseUrl === undefined || demo) await requireDataDir(dataDir);
  const config = await prepareDatabase(given, log, lifecycle);
  lifecycle.signal.throwIfAborted();
  const db = openDatabase(config.databaseUrl, { connections: 2, onError: (error) => log.warn({ err: error }, 'lost a connection') });
  const greet = await parts.setUp({ config, db, log, demo }).finally(() => db.close());
  await analyzeTables(config.databaseDirectUrl);
  lifecycle.signal.throwIfAborted();
  const serving = config.workers > 1 ? runWorkers(config, log, lifecycle) : open(parts, config, log, lifecycle);
  const url = await serving;
  // One write, so that anyone who waits for the line has the rest as well.
  process.stdout.write(`sluice listening on ${url}\n${greet(config.publicUrl ?? url)}`);
}

/** A worker of `runWorkers`, which prepared the database. */
async function runWorker(parts: Parts, config: Config, log: Logger, lifecycle: Lifecycle): Promise<void> {
  const serving: Serving = { url: await open(parts, config, log, lifecycle) };
  process.send?.(serving);
}

async function open(parts: Parts, config: Config, log: Logger, lifecycle: Lifecycle): Promise<string> {
  if (!config.databaseUrl) throw new Error('The database is prepared before');
  const connections = Math.max(2, Math.min(10, Math.floor(sharedConnections / config.workers) - connectionsOfJobs));
  const db = openDatabase(config.databaseUrl, {
    connections,
    statementMs: config.statementTimeoutMs,
    onError: (error) => log.warn({ err: error }, 'lost a connection or a statement'),
  });
  lifecycle.onEnd(() => db.close());
  return serve(parts.createServer({ config, db, log }), config, log, lifecycle);
}

/** Reads the arguments of a server: none, or `demo`. Throws ConfigError for any other. */
function readArguments(args: readonly string[]): { demo: boolean } {
  const [command, ...more] = args;
  const unknown = command === 'demo' ? more[0] : command;
  if (unknown === undefined) return { demo: command === 'demo' };
  throw new ConfigError(`unknown argument ${JSON.stringify(unknown)}: expected no argument, demo, sluice COMMAND or --version`);
}

/**
 * Collects statistics of the tables that are small or have none. PostgreSQL does it by itself only after some fifty changes of a table;
 * until then it takes the table for a larger one, and its plans are far too costly. Tables of other owners are left out.
 */
async function analyzeTables(url: string): Promise<void> {
  const db = new Client({ connectionString: url, application_name: 'sluice start' });
  await db.connect();
  try {
    const { rows } = await db.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class
       WHERE relkind = 'r' AND (reltuples < 0 OR pg_relation_size(oid) < $1) AND pg_has_role(relowner, 'MEMBER')
         AND relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN (current_schema(), 'graphile_worker')) ORDER BY 1`,
      [smallTableBytes],
    );
    if (rows.length) await db.query(`ANALYZE (SKIP_LOCKED) ${rows.map(({ name }) => name).join(', ')}`);
  } finally {
    await db.end();
  }
}
