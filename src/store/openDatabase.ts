import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type QueryResultRow } from 'pg';
import type { Sql } from '../sql';
import { poolerOf, schemaOf } from '../database/sessionUrl';
import { PrismaClient } from '../generated/prisma/client';
import { limits } from '../limits';
import { cancelLateStatements } from './cancelLateStatements';
import { createConfiguration, type Configuration } from './createConfiguration';
import { createStatementNames } from './createStatementNames';
import { isConnectionLoss } from './isConnectionLoss';
import { jsonAsText, parseJson } from './parseJson';
import { sendInPieces } from './sendInPieces';

/** A statement with a name of its own. Each connection prepares it once, as it does others that are used often; behind a pooler that does not keep such statements, none. */
export interface PreparedStatement {
  name: string;
  text: string;
  values: unknown[];
}

/** The database, opened once a process. */
export interface Database {
  /** Runs one statement and gives its rows. */
  query: <Row extends QueryResultRow>(statement: Sql | PreparedStatement) => Promise<Row[]>;
  /** As `query`, for statements that change nothing: sent again while the database cannot be reached, for five seconds at most. */
  read: <Row extends QueryResultRow>(statement: Sql | PreparedStatement) => Promise<Row[]>;
  /** What is in memory of the configuration. */
  configuration: Configuration;
  /** For administration; never on the hot path (a model call costs about 1 ms of CPU). */
  prisma: PrismaClient;
  /** How long a statement can take, in milliseconds. */
  statementMs: number;
  pool: Pool;
  close(): Promise<void>;
}

/** For how long what was lost is sent again, in milliseconds. */
const longest = 5_000;

/**
 * Opens a pool of at most `connections` to `url`; connects when first used. What takes longer than `statementMs` is cancelled. `onError` hears of
 * idle connections that were lost, and of what was cancelled.
 */
export function openDatabase(
  url: string,
  {
    connections = 10,
    statementMs = limits.statementMs.value,
    onError,
  }: { connections?: number; statementMs?: number | undefined; onError: (error: Error) => void },
): Database {
  const pool = new Pool({ connectionString: url, max: connections, connectionTimeoutMillis: 5000, application_name: 'sluice' });
  pool.on('error', onError);
  sendInPieces(pool);
  cancelLateStatements(pool, {
    longestMs: statementMs,
    onLate: (isCancelled) =>
      onError(
        new Error(isCancelled ? `A statement was cancelled after ${statementMs} ms` : 'The database does not respond: closed a connection'),
      ),
  });
  const schema = schemaOf(url);
  // Made when it is first used: it costs memory and time at the start.
  let prisma: PrismaClient | undefined;

  const isUnnamed = poolerOf(url) === 'unnamed';

  const nameOf = isUnnamed ? () => undefined : createStatementNames();

  async function query<Row extends QueryResultRow>({ text, values, ...given }: Sql | PreparedStatement): Promise<Row[]> {
    const name = nameOf('name' in given ? given.name : null, text);
    return parseJson(await pool.query<Row>({ text, values, ...(name !== undefined && { name }), types: jsonAsText }));
  }

  async function read<Row extends QueryResultRow>(statement: Sql | PreparedStatement): Promise<Row[]> {
    const deadline = performance.now() + longest;
    for (let wait = 50; ; wait = Math.min(wait * 2, 1_000)) {
      try {
        return await query<Row>(statement);
      } catch (error) {
        if (!isConnectionLoss(error) || performance.now() + wait > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  return {
    query,
    read,
    configuration: createConfiguration(read, statementMs),
    get prisma() {
      return (prisma ??= new PrismaClient({ adapter: new PrismaPg(pool, { ...(schema !== undefined && { schema }) }) }));
    },
    statementMs,
    pool,
    async close() {
      await prisma?.$disconnect();
      await pool.end();
    },
  };
}
