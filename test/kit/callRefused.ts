import type { Database } from '../../src/store/openDatabase';
import type { TestServer } from './startTestServer';

/** How a hook refused a call, and whether anything was written all the same. */
export interface Refused {
  status: number;
  error: string;
  code: string;
  wrote: boolean;
}

/** Calls an operation that is to be refused, through the hook of that token. */
export async function callRefused(server: TestServer, operation: string, input: object, token?: string): Promise<Refused> {
  const before = await versionsOf(server.db);
  const { status, body } = await server.hook(operation, input, {}, token);
  const after = await versionsOf(server.db);
  return { status, error: body.error, code: body.code, wrote: after !== before };
}

/** The refusal with this status, code and whole error, nothing written. */
export function refusedAs(status: number, code: string, error: string): Refused {
  return { status, error, code, wrote: false };
}

/** The statement of `versionsOf`: all test databases have the same tables. */
let statement: string | undefined;

/**
 * Resolves to a text that changes with every row that is written, also with one that keeps its values: where each row of each table is, and
 * the transaction that wrote it. The log of deliveries, which records refused calls, does not count.
 */
async function versionsOf(db: Database): Promise<string> {
  statement ??= await composeStatement(db);
  const { rows } = await db.pool.query<{ versions: string }>(statement);
  return rows[0]!.versions;
}

async function composeStatement(db: Database): Promise<string> {
  const { rows } = await db.pool.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'delivery%' ORDER BY tablename",
  );
  const tables = rows.map(({ name }) => `SELECT '${name}' AS name, ctid, xmin FROM "${name}"`);
  return `SELECT md5(string_agg(concat_ws(' ', name, ctid, xmin), ',' ORDER BY name, ctid)) AS versions FROM (${tables.join(' UNION ALL ')}) AS written`;
}
