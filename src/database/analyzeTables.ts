import { Client } from 'pg';

/** Tables up to this size are analyzed at every start, which takes about a millisecond each. */
const smallTableBytes = 1_000_000;

/**
 * Collects statistics of the tables that are small or have none. PostgreSQL does it by itself only after some fifty changes of a table;
 * until then it takes the table for a larger one, and its plans are far too costly. Tables of other owners are left out.
 */
export async function analyzeTables(url: string): Promise<void> {
  const db = new Client({ connectionString: url, application_name: 'sluice start' });
  await db.connect();
  try {
    const { rows } = await db.query<{ name: string }>(
      `SELECT oid::regclass::text AS name FROM pg_class
       WHERE relkind = 'r' AND (reltuples < 0 OR pg_relation_size(oid) < $1) AND pg_has_role(relowner, 'MEMBER')
         AND relnamespace IN (SELECT oid FROM pg_namespace WHERE nspname IN (current_schema(), 'graphile_worker')) ORDER BY 1`,
      [smallTableBytes],
    );
    if (rows.length) await db.query(`ANALYZE (SKIP_LOCKED) ${rows.map(({ name }) => name).join(', ')}`);
  } finally {
    await db.end();
  }
}
