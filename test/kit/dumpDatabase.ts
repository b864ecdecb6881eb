import type { Database } from '../../src/store/openDatabase';

/** Every row of every table, by table, but for the log of deliveries: what is compared to show that nothing was written. */
export async function dumpDatabase(db: Database): Promise<Record<string, unknown[] | null>> {
  const { rows } = await db.pool.query<{ name: string }>(
    "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'delivery%'",
  );
  const tables = rows.map(({ name }) => `'${name}', (SELECT jsonb_agg(to_jsonb(t) ORDER BY to_jsonb(t)::text) FROM "${name}" t)`);
  const { rows: all } = await db.pool.query<{ dump: Record<string, unknown[] | null> }>(
    `SELECT jsonb_build_object(${tables.join(', ')}) AS dump`,
  );
  return all[0]!.dump;
}
