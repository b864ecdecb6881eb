// `npm run migration NAME` writes the migration that leads from prisma/migrations to prisma/schema.prisma;
// `npm run check:migrations` ends with 2 where there is such a difference. Offline: Prisma's CLI would download its engine.
import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';
import { createMigrationAdapter } from './migration-adapter.mjs';

const require = createRequire(import.meta.url);
const root = path.join(import.meta.dirname, '..');
const folder = path.join(root, 'prisma/migrations');
const schemaPath = path.join(root, 'prisma/schema.prisma');
const filters = { externalTables: [], externalEnums: [] };

/** Loads the WebAssembly engine, the very one inside Prisma's CLI, as its JavaScript bindings expect it. */
async function loadEngine() {
  globalThis.PRISMA_WASM_PANIC_REGISTRY = {
    set_message(message) {
      console.error(message);
    },
  };
  const file = path.join(path.dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg')), 'schema_engine_bg.wasm');
  const { instance } = await WebAssembly.instantiate(await readFile(file), { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
}

/** The migrations as the engine wants them told. */
async function readMigrations() {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  const migrationDirectories = await Promise.all(
    names.sort().map(async (name) => {
      const value = await readFile(path.join(folder, name, 'migration.sql'), 'utf8');
      return { path: name, migrationFile: { path: 'migration.sql', content: { tag: 'ok', value } } };
    }),
  );
  const lockfile = { path: 'migration_lock.toml', content: await readFile(path.join(folder, 'migration_lock.toml'), 'utf8') };
  return { baseDir: folder, shadowDbInitScript: '', lockfile, migrationDirectories };
}

/** The SQL that leads from the migrations to the schema, undefined where they agree. `url`: a PostgreSQL where databases may be made. */
async function findDifference(url) {
  await loadEngine();
  const content = await readFile(schemaPath, 'utf8');
  const engine = await bindings.SchemaEngine.new({ datamodels: [[schemaPath, content]] }, () => undefined, createMigrationAdapter(url));
  const { exitCode, stdout } = await engine.diff({
    from: { tag: 'migrations', ...(await readMigrations()) },
    to: { tag: 'schemaDatamodel', files: [{ path: schemaPath, content }] },
    script: true,
    exitCode: true,
    filters,
  });
  return exitCode === 0 ? undefined : stdout;
}

/** Calls `use` with the address of an embedded PostgreSQL in a temporary folder. */
async function withPostgres(use) {
  const { startEmbeddedPostgres } = require('../dist/database/startEmbeddedPostgres.js');
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'sluice-migrations-'));
  await chmod(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, log: require('pino').pino({ level: 'error' }), durable: false });
  try {
    return await use(postgres.url);
  } finally {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}

async function create(name) {
  const sql = await withPostgres(findDifference);
  if (!sql) return console.log('prisma/migrations already produce prisma/schema.prisma: nothing to write');
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const file = path.join(folder, `${time}_${name}`, 'migration.sql');
  await mkdir(path.dirname(file));
  await writeFile(file, sql);
  console.log(`wrote ${path.relative(root, file)}: read it, and add by hand what Prisma cannot express`);
}

async function check() {
  const sql = await withPostgres(findDifference);
  if (!sql) return console.log('prisma/migrations produce prisma/schema.prisma');
  console.error(`prisma/migrations do not produce prisma/schema.prisma. Missing (npm run migration NAME writes it):\n${sql}`);
  process.exitCode = 2;
}

const [command, name] = process.argv.slice(2);
if (command === 'check') await check();
else if (command === 'create' && /^\w+$/.test(name ?? '')) await create(name);
else {
  console.error('Usage: npm run migration NAME (letters, digits and _), or npm run check:migrations');
  process.exitCode = 64;
}
