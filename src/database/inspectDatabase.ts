import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { requireSchema, type SchemaFacts } from './requireSchema';
import { sslAttempts, type Pooler } from './sessionUrl';
import { SettingError, StartError, isUnreachable } from './startError';

/** The oldest PostgreSQL that has all that our statements use. */
const oldestVersion = 14;
const connectTimeoutMs = 10_000;
const retryMs = 500;
/** How many times two connections prepare a statement alternately: one of a pooler's server connections is shared long before. */
const probeRounds = 10;
/** SQLSTATEs of a prepared statement that does not exist, and of one that exists already. */
const lostStatements = ['26000', '42P05'];

/** What was found out about a connection to a database. */
export interface Inspected {
  /** The URL by which it was reached: that which was given, but for `sslmode` `prefer` and `allow`, which are decided. */
  url: string;
  /** The pooler that it leads through; undefined for a direct connection. */
  pooler: Pooler | undefined;
  /** The same for two connections that lead to the same database of the same running server. */
  identity: string;
  /** Whether the sessions of this connection compile statements. */
  jit: boolean;
  /** The role and database, quoted for SQL. */
  role: string;
  database: string;
  /** The schema that holds our tables, as it is called. */
  schema: string;
}

export interface InspectOptions {
  /** Is told that the database cannot be reached yet. */
  log?: Pick<Logger, 'warn'>;
  /** Ends the wait. */
  signal?: AbortSignal;
  /** How long it tries to reach the database, in milliseconds. */
  waitMs?: number;
}

/**
 * Connects by the URL of this variable, waits for the database where it cannot be reached yet, and looks around. Throws StartError where it
 * is not reached in time, SettingError where it can never be used by this URL. Writes nothing.
 */
export async function inspectDatabase(url: string, variable: string, options: InspectOptions = {}): Promise<Inspected> {
  try {
    const { client, url: reached } = await reach(url, variable, options);
    try {
      return await lookAround(client, reached, variable);
    } finally {
      await client.end();
    }
  } catch (error) {
    if (error instanceof StartError || options.signal?.aborted) throw error;
    const Kind = isUnreachable(error) ? StartError : SettingError;
    throw new Kind(`The database of ${variable} cannot be used: ${describe(error)}`, { cause: error });
  }
}

/** The text of an error. One that stands for several attempts has only a code. */
function describe(error: unknown): string {
  const { message, code } = error as NodeJS.ErrnoException;
  const lines = (message || String(code)).split('\n');
  return lines.map((line) => line.trim()).join(' ');
}

async function reach(url: string, variable: string, { log, signal, waitMs = 0 }: InspectOptions): Promise<{ client: Client; url: string }> {
  const deadline = performance.now() + waitMs;
  for (let tries = 0; ; tries += 1) {
    try {
      return await connectByAny(sslAttempts(url));
    } catch (error) {
      if (!isUnreachable(error) || performance.now() > deadline) throw error;
      if (tries === 0) log?.warn(`waiting up to ${Math.ceil(waitMs / 1000)} s for the database of ${variable}: ${describe(error)}`);
      await sleep(Math.min(retryMs, waitMs), undefined, { signal });
    }
  }
}

async function connectByAny(urls: string[]): Promise<{ client: Client; url: string }> {
  let failure: unknown;
  for (const url of urls) {
    try {
      return { client: await connect(url), url };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs, application_name: 'sluice start' });
  // Its end, which the statements tell of, is what counts.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function lookAround(client: Client, url: string, variable: string): Promise<Inspected> {
  const wanted = new URL(url).searchParams.get('schema');
  const { rows } = await client.query<Omit<Inspected, 'pooler' | 'url' | 'schema'> & SchemaFacts & { version: string; pid: number }>(
    `WITH chosen AS (SELECT COALESCE((SELECT nspname FROM pg_namespace WHERE nspname = $1), CASE WHEN $1 IS NULL THEN current_schema() END) AS schema)
     SELECT current_setting('server_version') AS version, pg_backend_pid() AS pid, current_setting('jit')::bool AS jit,
       concat_ws(' ', pg_postmaster_start_time(), current_database()) AS identity,
       quote_ident(current_user) AS role, quote_ident(current_database()) AS database,
       schema, current_schema() AS current, current_setting('search_path') AS "searchPath",
       to_regclass(quote_ident(schema) || '.idempotency_key') IS NOT NULL AS "isInstalled",
       has_schema_privilege(schema, 'CREATE') AS "canCreateTables",
       has_database_privilege(current_database(), 'CREATE') AS "canCreateSchemas",
       (SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relname = 'idempotency_key' AND n.nspname <> schema AND to_regclass(quote_ident(n.nspname) || '._prisma_migrations') IS NOT NULL
        LIMIT 1) AS elsewhere
     FROM chosen`,
    [wanted],
  );
  const [row] = rows;
  if (!row) throw new SettingError(`The server in ${variable} does not answer like PostgreSQL`);
  const { version, pid, jit, identity, role, database } = row;
  if (parseInt(version) < oldestVersion) {
    throw new SettingError(`The database of ${variable} is PostgreSQL ${version}: use ${oldestVersion} or newer`);
  }
  // PostgreSQL tells a client the process that serves it. A pooler makes up a number of its own.
  const isDirect = (client as unknown as { processID: number }).processID === pid;
  const schema = requireSchema({ ...row, wanted, isDirect, variable });
  return { url, jit, identity, role, database, schema, pooler: isDirect ? undefined : await probePooler(url, client) };
}

/** Has two clients prepare statements of the same name alternately, which fails where both are given the same server connection as it is. */
async function probePooler(url: string, first: Client): Promise<Pooler> {
  const second = await connect(url);
  try {
    for (let round = 0; round < probeRounds; round += 1) {
      await first.query({ name: 'sluice_probe', text: 'SELECT 1' });
      await second.query({ name: 'sluice_probe', text: 'SELECT 2' });
    }
    return 'named';
  } catch (error) {
    if (lostStatements.includes((error as { code?: string }).code ?? '')) return 'unnamed';
    throw error;
  } finally {
    await second.end();
  }
}
