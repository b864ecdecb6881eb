import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { throughPooler, withSettings } from '../../src/database/sessionUrl';

/** The environment variable that tells test files where the PostgreSQL of the tests is. */
export const serverVariable = 'SLUICE_TEST_DATABASE_URL';
/** The one that tells them where its PgBouncer is, if there is one. */
export const poolerVariable = 'SLUICE_TEST_POOLER_URL';
/** The migrated, otherwise empty database that tests copy. */
export const template = 'sluice_template';

export interface TestDatabase {
  /** A direct connection. */
  url: string;
  /** As a server uses it: through the PgBouncer of the tests, or with the settings of our sessions. */
  serverUrl: string;
  /** Removes it, ending connections that are still open. */
  drop(): Promise<void>;
}

/** What an empty database is made of: of the encoding of its server, or of UTF8. */
const empties = { server: 'template1', UTF8: `template0 ENCODING 'UTF8'` };

/** A migrated database of its own, a copy of the template (or an `empty` one, of this encoding). Make one in a test file's `beforeAll`, drop it in `afterAll`. */
export async function createTestDatabase({
  empty = false,
  encoding = 'server',
}: { empty?: boolean; encoding?: keyof typeof empties } = {}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  // Copying files waits for checkpoints, which take long where data is to survive; PostgreSQL 14 knows nothing else.
  const strategy = isEmbedded() ? 'STRATEGY FILE_COPY' : '';
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${empty ? empties[encoding] : template} ${strategy}`);
  return { url: databaseUrl(name), serverUrl: serverUrl(name), drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** The address of a database on the PostgreSQL of the tests. */
export function databaseUrl(name: string): string {
  const url = new URL(process.env[serverVariable]!);
  url.pathname = `/${name}`;
  return url.href;
}

function isEmbedded(): boolean {
  return process.env['TEST_DATABASE_URL'] === undefined && (process.env['TEST_SERVER'] ?? 'embedded') === 'embedded';
}

function serverUrl(name: string): string {
  const pooler = process.env[poolerVariable];
  if (!pooler) return withSettings(databaseUrl(name));
  return throughPooler(Object.assign(new URL(pooler), { pathname: `/${name}` }).href, 'unnamed');
}

async function onServer(statement: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl('postgres') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
