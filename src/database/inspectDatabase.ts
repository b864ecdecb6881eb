import { Client } from 'pg';
import type { Pooler } from './sessionUrl';
import { StartError } from './startError';

/** The oldest PostgreSQL that has all that our statements use. */
const oldestVersion = 14;
const connectTimeoutMs = 10_000;
/** How many times two connections prepare a statement by turns: one of a pooler's server connections is shared long before. */
const probeRounds = 10;
/** SQLSTATEs of a prepared statement that does not exist, and of one that exists already. */
const lostStatements = ['26000', '42P05'];

/** What was found out about a connection to a database. */
export interface Inspected {
  /** The pooler that it leads through; undefined for a direct connection. */
  pooler: Pooler | undefined;
  /** The same for two connections that lead to the same database of the same running server. */
  identity: string;
  /** Whether the sessions of this connection compile statements. */
  jit: boolean;
  /** The role and database, quoted for SQL. */
  role: string;
  database: string;
}

/** Connects by the URL of this variable and looks around. Throws StartError where it cannot be used, or PostgreSQL is too old. */
export async function inspectDatabase(url: string, variable: string): Promise<Inspected> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs, application_name: 'sluice start' });
  // Its end, which the statements tell of, is what counts.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Omit<Inspected, 'pooler'> & { version: string; pid: number }>(
      `SELECT current_setting('server_version') AS version, pg_backend_pid() AS pid, current_setting('jit')::bool AS jit,
         concat_ws(' ', pg_postmaster_start_time(), current_database()) AS identity,
         quote_ident(current_user) AS role, quote_ident(current_database()) AS database`,
    );
    const [row] = rows;
    if (!row) throw new StartError(`What ${variable} leads to does not answer like PostgreSQL`);
    const { version, pid, ...found } = row;
    if (parseInt(version) < oldestVersion) {
      throw new StartError(`The database is PostgreSQL ${version}: ${oldestVersion} or newer is needed`);
    }
    // PostgreSQL tells a client the process that serves it. A pooler makes up a number of its own.
    const isDirect = (client as unknown as { processID: number }).processID === pid;
    return { ...found, pooler: isDirect ? undefined : await probePooler(url, client) };
  } catch (error) {
    if (error instanceof StartError) throw error;
    const { message, code } = error as NodeJS.ErrnoException;
    throw new StartError(`The database of ${variable} cannot be used: ${message || String(code)}`, { cause: error });
  } finally {
    await client.end();
  }
}

/** Has two clients prepare statements of the same name by turns, which fails where both are given the same server connection as it is. */
async function probePooler(url: string, first: Client): Promise<Pooler> {
  const second = new Client({ connectionString: url, connectionTimeoutMillis: connectTimeoutMs, application_name: 'sluice start' });
  second.on('error', () => undefined);
  await second.connect();
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
