import { raw, sql, type Sql } from '../sql';
import type { Context } from '../context';

/** Where large values are stored. */
export interface LargeValues {
  /** A SELECT of `key`, and of the column `stored`, which is not read before it is known to fit. */
  from: Sql;
  /** What of `stored` is wanted: an expression that names it, and other columns of `from`. Absent: all of it. */
  shown?: Sql;
}

type Row<Key, Value> = { key: Key; size: number | null; value: Value | null };
type Small<Key, Value> = { key: Key; size: number; value: Value | null };

/** Bytes that are loaded together for several calls, before any of them has taken them from its budget. */
const togetherBytes = 200_000;

/** Bytes as they are stored, compressed, whose size as they are sent is computed in one statement. */
const packedBytes = 1_000_000;

/**
 * The value for a key, null where there is none, from a column that may be large. Batched; its bytes are counted in the budget of the call before
 * they are loaded. Throws CONTENT_EXCEEDED.
 *
 * @param name tells the values of one column, or of one part of it, from others
 */
export function loadLarge<Key extends number | string, Value>(
  context: Context,
  name: string,
  key: Key,
  valuesOf: (keys: Key[]) => LargeValues | Promise<LargeValues>,
): Promise<Value | null> {
  // One after the other: each may load what the ones before have left.
  return context.loaders.load(name, key, (keys: Key[]) =>
    context.budget.withLock(async () => {
      const shared = await context.shareReads(name, keys, async (all) => loadTogether<Key, Value>(context, await valuesOf(all)));
      const small = keys.flatMap((one) => shared.get(one) ?? []);
      context.budget.takeBytes(small.reduce((sum, { size }) => sum + size, 0));
      const rest = keys.filter((one) => !shared.has(one));
      const found = rest.length > 0 ? await loadAll<Key, Value>(context, rest, valuesOf) : new Map<Key, Value>();
      for (const { key: one, value } of small) if (value !== null) found.set(one, value);
      return found;
    }),
  );
}

/** As `loadLarge`, of the column of a table whose rows have a number as their `id`. The viewer must see the row. */
export function loadColumn<Value>(context: Context, table: string, column: string, id: number): Promise<Value | null> {
  return loadLarge(context, `${table}.${column}`, id, (ids) => ({
    from: sql`SELECT t.id::float8 AS key, t.${raw(column)} AS stored FROM ${raw(`"${table}"`)} t WHERE t.id = ANY (${ids}::bigint[])`,
  }));
}

/** Those of many calls that are small: as many as fit into `togetherBytes`. What is not among them may be there and be large. */
async function loadTogether<Key extends number | string, Value>(
  { db }: Context,
  values: LargeValues,
): Promise<Map<Key, Small<Key, Value>>> {
  const rows = await db.read<Row<Key, Value>>(select(values, togetherBytes));
  // Nothing has the size 0.
  return new Map(
    rows.flatMap(({ key, size, value }) => (size === 0 || (size !== null && value !== null) ? [[key, { key, size, value }]] : [])),
  );
}

async function loadAll<Key extends number | string, Value>(
  { db, budget }: Context,
  keys: Key[],
  valuesOf: (keys: Key[]) => LargeValues | Promise<LargeValues>,
): Promise<Map<Key, Value>> {
  const found = new Map<Key, Value>();
  for (let wanted = keys; wanted.length > 0;) {
    const rows = await db.read<Row<Key, Value>>(select(await valuesOf(wanted), budget.bytesLeft));
    budget.takeBytes(rows.reduce((sum, { size }) => sum + (size ?? 0), 0));
    for (const { key, value } of rows) if (value !== null) found.set(key, value);
    // A row is measured in each round at least.
    const measured = rows.filter(({ size }) => size !== null).length;
    wanted = measured === 0 ? [] : rows.filter(({ size }) => size === null).map(({ key }) => key);
  }
  return found;
}

/** The values as far as they fit into so many bytes; the sizes of all that was measured tell whether they do. */
function select({ from, shown = sql`stored` }: LargeValues, bytes: number): Sql {
  return sql`
    SELECT key, size, CASE WHEN size IS NOT NULL AND sum(size) OVER (ORDER BY n) <= ${bytes}::bigint THEN ${shown} END AS value FROM (
      SELECT numbered.*, CASE WHEN n = 1 OR COALESCE(sum(pg_column_size(stored)) OVER (ORDER BY n), 0) <= ${packedBytes}::int
        THEN COALESCE(octet_length((${shown})::text), 0) END AS size
      FROM (SELECT row_number() OVER () AS n, given.* FROM (${from}) given) numbered
    ) measured`;
}
