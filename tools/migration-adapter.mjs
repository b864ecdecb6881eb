import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum, bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';

// PostgreSQL's type "char", which pg_catalog has columns of.
const charType = 18;
const textType = 25;

/** A pool that says text where PostgreSQL says "char", which Prisma's adapter refuses, and remembers for which columns. */
class CatalogPool extends pg.Pool {
  charColumns = [];
  async query(...args) {
    const result = await super.query(...args);
    const fields = [result].flat().flatMap((one) => one.fields ?? []);
    this.charColumns = fields.flatMap((field, column) => (field.dataTypeID === charType ? [column] : []));
    for (const column of this.charColumns) fields[column].dataTypeID = textType;
    return result;
  }
}

/**
 * Returns what Prisma's schema engine reaches PostgreSQL through. Mends three faults of @prisma/adapter-pg 7.10 that matter to this engine alone:
 * it refuses "char" columns, splits scripts at every semicolon (also those inside of functions), and makes its shadow database wrongly.
 */
export function createMigrationAdapter(url) {
  return bindMigrationAwareSqlAdapterFactory({
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(url),
    async connectToShadowDb() {
      const name = `shadow_${crypto.randomUUID().replaceAll('-', '')}`;
      const admin = new pg.Client({ connectionString: url });
      await admin.connect();
      await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
      const shadow = new URL(url);
      shadow.pathname = `/${name}`;
      return connect(shadow.href, async () => {
        await admin.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
        await admin.end();
      });
    },
  });
}

async function connect(url, afterDispose) {
  const pool = new CatalogPool({ connectionString: url, max: 2 });
  const adapter = await new PrismaPg(pool).connect();
  const queryRaw = adapter.queryRaw.bind(adapter);
  return Object.assign(adapter, {
    async queryRaw(query) {
      const result = await queryRaw(query);
      for (const column of pool.charColumns) result.columnTypes[column] = ColumnTypeEnum.Character;
      return result;
    },
    async executeScript(script) {
      await pool.query(script);
    },
    async dispose() {
      await pool.end();
      await afterDispose?.();
    },
  });
}
