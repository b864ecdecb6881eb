import { createHash } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { Pool, type PoolClient, type QueryResultRow } from 'pg';
import { poolerOf, schemaOf } from '../database/sessionUrl';
import { PrismaClient, type Prisma } from '../generated/prisma/client';
import { limits } from '../limits';
import type { Sql } from '../sql';
import { cancelLateStatements } from './connection/cancelLateStatements';
import { createConfiguration, type Configuration } from './load/createConfiguration';
import { isConnectionLoss } from './connection/databaseTrouble';
import { jsonAsText, parseJson, sendInPieces } from './connection/largeValues';

/**
 * A statement with a name of its own. Each connection prepares it once, as it does others that are used often; behind a pooler that does not keep such
 * statements, none. With an empty name it is never kept, and planned for its values at each use.
 */
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
  /** As `query`, for statements that change nothing, and for so many milliseconds at most; then it throws the error of a cancelled statement. */
  readWithin: <Row extends QueryResultRow>(ms: number, statement: Sql | PreparedStatement) => Promise<Row[]>;
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
const retryMs = 5_000;

/** From this use on a statement has a name: most that are composed for rare filters are never used again. */
const usesBefore = 2;

/** The name under which connections prepare a statement; undefined for one that is not to be prepared. */
export type NameStatement = (own: string | null, text: string) => string | undefined;

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
    timeoutMs: statementMs,
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

  async function send<Row extends QueryResultRow>(
    to: Pick<Pool, 'query'> | PoolClient,
    { text, values, ...given }: Sql | PreparedStatement,
  ): Promise<Row[]> {
    const name = nameOf('name' in given ? given.name : null, text);
    return parseJson(await to.query<Row>({ text, values, ...(name !== undefined && { name }), types: jsonAsText }));
  }

  const query = <Row extends QueryResultRow>(statement: Sql | PreparedStatement) => send<Row>(pool, statement);

  async function read<Row extends QueryResultRow>(statement: Sql | PreparedStatement): Promise<Row[]> {
    const deadline = performance.now() + retryMs;
    for (let wait = 50; ; wait = Math.min(wait * 2, 1_000)) {
      try {
        return await query<Row>(statement);
      } catch (error) {
        if (!isConnectionLoss(error) || performance.now() + wait > deadline) throw error;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  }

  async function readWithin<Row extends QueryResultRow>(ms: number, statement: Sql | PreparedStatement): Promise<Row[]> {
    const client = await pool.connect();
    let failure: unknown;
    try {
      await client.query(`BEGIN READ ONLY; SET LOCAL statement_timeout = ${ms}`);
      const rows = await send<Row>(client, statement);
      await client.query('COMMIT');
      return rows;
    } catch (error) {
      failure = error;
      await client.query('ROLLBACK').catch(() => undefined);
      throw error;
    } finally {
      client.release(isConnectionLoss(failure));
    }
  }

  return {
    query,
    read,
    readWithin,
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

/**
 * Names statements by their texts, so that PostgreSQL parses and plans each once a connection. A connection keeps what it has prepared until it
 * is closed, so no more than `preparedStatements` get a name; those with a name of their own always have it.
 */
function createStatementNames(): NameStatement {
  const names = new Map<string, string>();
  let uses = new Map<string, number>();

  return (own, text) => {
    if (own !== null) return own;
    const known = names.get(text);
    if (known !== undefined || names.size >= limits.preparedStatements.value) return known;
    const count = (uses.get(text) ?? 0) + 1;
    if (count <= usesBefore) {
      // The texts of rare statements are not kept for long.
      if (uses.size >= limits.preparedStatements.value) uses = new Map();
      uses.set(text, count);
      return undefined;
    }
    uses.delete(text);
    const name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
    return name;
  };
}

/** The client of a transaction: inside of one, nothing else may be asked. */
export type Transaction = Prisma.TransactionClient;

/** Runs `work` in one transaction of the administration: all of it or nothing. Never on the hot path. */
export function transaction<Result>(db: Database, work: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return db.prisma.$transaction(work, { maxWait: 10_000, timeout: 20_000 });
}
