import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { migrate } from '../../src/database/migrate';
import { createTestDatabase } from '../kit/database';
import type { TestDatabase } from '../kit/database';

describe('migrate', () => {
  let database: TestDatabase;
  let folder: string;
  beforeEach(async () => {
    database = await createTestDatabase({ empty: true });
    folder = await mkdtemp(path.join(os.tmpdir(), 'sluice-migrations-'));
    await addMigration('1_books', 'CREATE TABLE book (id INT PRIMARY KEY)');
    await addMigration(
      '2_pages',
      'CREATE FUNCTION pages() RETURNS INT LANGUAGE SQL AS $$ SELECT 1; $$; CREATE TABLE page (id INT PRIMARY KEY)',
    );
  });
  afterEach(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
  });

  async function addMigration(name: string, sql: string): Promise<void> {
    await mkdir(path.join(folder, name), { recursive: true });
    await writeFile(path.join(folder, name, 'migration.sql'), sql);
  }
  async function tables(): Promise<string[]> {
    const db = new Client({ connectionString: database.url });
    await db.connect();
    const { rows } = await db.query<{ name: string }>(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1`);
    await db.end();
    return rows.map(({ name }) => name);
  }

  it('applies what is missing, in order, and nothing when run again', async () => {
    expect([await migrate(database.url, { folder }), await migrate(database.url, { folder }), await tables()]).toEqual([
      ['1_books', '2_pages'],
      [],
      ['_prisma_migrations', 'book', 'page'],
    ]);
  });

  it('applies each migration once when many start at once', async () => {
    const applied = await Promise.all(Array.from({ length: 8 }, () => migrate(database.url, { folder })));
    expect(applied.flat().sort()).toEqual(['1_books', '2_pages']);
  });

  it('says that it waits for the lock of another process, and gives up after a while', async () => {
    const other = new Client({ connectionString: database.url, application_name: 'another one' });
    await other.connect();
    await other.query('SELECT pg_advisory_lock(72707369)');
    const logged: unknown[] = [];
    const log = { info: (...line: unknown[]) => void logged.push(line) };
    const waiting = migrate(database.url, { folder, log, lockTimeoutMs: 300 });
    await expect(waiting).rejects.toThrow(/^Another process has held the migration lock .* \(process \d+ of PostgreSQL, another one\)/);
    expect(logged).toEqual([
      [{ holder: expect.stringMatching(/another one$/) as string }, 'waiting for another process to migrate the database'],
    ]);
    await other.end();
    expect(await migrate(database.url, { folder })).toEqual(['1_books', '2_pages']);
  });

  it('refuses a database that is newer than the code', async () => {
    const older = `${folder}-older`;
    await cp(path.join(folder, '1_books'), path.join(older, '1_books'), { recursive: true });
    await migrate(database.url, { folder });
    await expect(migrate(database.url, { folder: older })).rejects.toThrow(
      'The database is newer than this server, which does not know its migration 2_pages',
    );
    await rm(older, { recursive: true });
  });

  it('refuses a migration that was changed after it was applied', async () => {
    await migrate(database.url, { folder });
    await addMigration('1_books', 'CREATE TABLE book (id BIGINT PRIMARY KEY)');
    await expect(migrate(database.url, { folder })).rejects.toThrow('The migration 1_books was changed after it was applied');
  });

  it('keeps nothing of a migration that fails, and what came before', async () => {
    await addMigration('3_wrong', 'CREATE TABLE cover (id INT); SELECT 1/0');
    await expect(migrate(database.url, { folder })).rejects.toThrow('The migration 3_wrong failed and changed nothing: division by zero');
    expect(await tables()).toEqual(['_prisma_migrations', 'book', 'page']);
  });

  it('does without pg_trgm where it cannot be created: searches then read all rows', async () => {
    const db = new Client({ connectionString: database.url });
    await db.connect();
    // In the way of a type of the extension.
    await db.query('CREATE DOMAIN gtrgm AS text');
    await migrate(database.url);
    const { rows } = await db.query(
      `SELECT request_text('{"A": "Hm", "B": 1, "C": "é"}') AS text, (SELECT count(*)::int FROM pg_indexes WHERE indexname LIKE '%text_idx') AS indexes`,
    );
    await db.end();
    expect(rows).toEqual([{ text: '["HM", "É"]', indexes: 0 }]);
  });

  it('puts names in NFC, and lets those stay that look alike, of which none can be added', async () => {
    const all = path.join(__dirname, '../../prisma/migrations');
    const before = `${folder}-before`;
    const own = await createTestDatabase({ empty: true, encoding: 'UTF8' });
    await cp(all, before, { recursive: true, filter: (file) => !/near_names|add_search/.test(file) });
    await migrate(own.url, { folder: before });
    await rm(before, { recursive: true });
    const db = new Client({ connectionString: own.url });
    await db.connect();
    const add = (names: string[]) => db.query('INSERT INTO "user" (user_name) SELECT unnest($1::text[])', [names]);
    await add(['Jane', 'jane', 'ja\u200dne', 'Zoe\u0301', 'Rene\u0301', 'Ren\u00e9', 'a\u0323\u0301', 'a\u0301\u0323', 'straße']);
    await db.query('UPDATE settings SET system_operation_user_names = $1', [['Zoe\u0301']]);
    await migrate(own.url);
    const { rows } = await db.query<{ names: string[]; system: string[] }>(
      'SELECT array_agg(user_name ORDER BY id) AS names, (SELECT system_operation_user_names FROM settings) AS system FROM "user"',
    );
    const added: string[] = [];
    for (const name of ['JANE', 'zo\u00c9', 'STRASSE', 'jan']) {
      await add([name]).then(
        () => added.push(name),
        () => undefined,
      );
    }
    await db.end();
    await own.drop();
    expect([rows, added]).toEqual([
      [
        {
          names: ['Jane', 'jane', 'ja\u200dne', 'Zo\u00e9', 'Rene\u0301', 'Ren\u00e9', 'a\u0323\u0301', 'a\u0301\u0323', 'straße'],
          system: ['Zo\u00e9'],
        },
      ],
      ['jan'],
    ]);
  });
});
