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
      `SELECT request_text('{"A": "Hm", "B": 1, "C": "é"}') AS text, (SELECT count(*)::int FROM pg_indexes WHERE indexname LIKE '%text_idx') AS indexes,
        getdatabaseencoding() AS encoding`,
    );
    await db.end();
    const [{ text, indexes, encoding }] = rows as [{ text: string; indexes: number; encoding: string }];
    // SQL_ASCII, which Debian's PostgreSQL has where no locale is set, knows no letters but those of ASCII.
    expect({ text, indexes }).toEqual({ text: encoding === 'SQL_ASCII' ? '["HM", "é"]' : '["HM", "É"]', indexes: 0 });
  });

  it('lets no two names be added that look alike', async () => {
    const own = await createTestDatabase({ empty: true, encoding: 'UTF8' });
    await migrate(own.url);
    const db = new Client({ connectionString: own.url });
    await db.connect();
    const added: string[] = [];
    for (const name of ['Jane', 'jane', 'ja\u200dne', 'Zo\u00e9', 'zo\u00c9', 'straße', 'STRASSE', 'jan']) {
      await db.query('INSERT INTO "user" (user_name) VALUES ($1)', [name]).then(
        () => added.push(name),
        () => undefined,
      );
    }
    await db.end();
    await own.drop();
    expect(added).toEqual(['Jane', 'Zo\u00e9', 'straße', 'jan']);
  });

  describe('of a database that was migrated before 0.1.0', () => {
    const between = Array.from({ length: 42 }, (_, n) => `20261124000000_${n}`);
    const names = ['20261123190000_begin', ...between, '20261130153600_drop_more_foreign_keys_of_commits'];
    let db: Client;
    beforeEach(async () => {
      await migrate(database.url);
      db = new Client({ connectionString: database.url });
      await db.connect();
      await db.query('DELETE FROM _prisma_migrations');
    });
    afterEach(() => db.end());
    const apply = (applied: string[]) =>
      db.query(
        `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) SELECT gen_random_uuid(), '', unnest($1::text[]), now()`,
        [applied],
      );

    it('goes on with the migrations that replaced those', async () => {
      await apply(names);
      const applied = await migrate(database.url);
      const { rows } = await db.query<{ name: string }>('SELECT migration_name AS name FROM _prisma_migrations ORDER BY 1 LIMIT 2');
      expect({ applied, kept: rows.map(({ name }) => name) }).toEqual({
        applied: [],
        kept: ['20261123190000_tables', '20261123190001_rules'],
      });
    });

    it('refuses one that lacks some of those, and changes nothing', async () => {
      await apply(names.slice(0, 43));
      await expect(migrate(database.url)).rejects.toThrow('The database is from a version before 0.1.0 that can no longer be migrated');
      expect((await db.query('SELECT FROM _prisma_migrations')).rowCount).toBe(43);
    });
  });
});
