import { randomUUID } from 'node:crypto';
import { Client } from 'pg';

/** The environment variable that tells test files where the PostgreSQL of the tests is. */
export const serverVariable = 'SLUICE_TEST_DATABASE_URL';
/** The migrated, otherwise empty database that tests copy. */
export const template = 'sluice_template';

export interface TestDatabase {
  url: string;
  /** Removes it, ending connections that are still open. */
  drop(): Promise<void>;
}

/** A migrated database of its own, a copy of the template (or an `empty` one). Make one in a test file's `beforeAll`, drop it in `afterAll`. */
export async function createTestDatabase({ empty = false } = {}): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await onServer(`CREATE DATABASE ${name} TEMPLATE ${empty ? 'template1' : template} STRATEGY FILE_COPY`);
  return { url: databaseUrl(name), drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** The address of a database on the PostgreSQL of the tests. */
export function databaseUrl(name: string): string {
  const url = new URL(process.env[serverVariable]!);
  url.pathname = `/${name}`;
  return url.href;
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
