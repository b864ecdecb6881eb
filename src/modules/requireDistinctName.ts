import { sql, empty } from '../sql';
import { refusal } from '../errors';
import type { Transaction } from '../store/openDatabase';

/** What has names that must not look alike, and where they are. Each has a unique index of `name_key`. */
const nameColumns = {
  user: { table: sql`"user"`, name: sql`user_name`, where: empty },
  group: { table: sql`"group"`, name: sql`name`, where: empty },
  folder: { table: sql`folder`, name: sql`name`, where: empty },
  application: { table: sql`application`, name: sql`name`, where: empty },
  // The name of a process of which no version is left is free.
  process: { table: sql`process_name`, name: sql`name`, where: sql`AND EXISTS (SELECT FROM process p WHERE p.name = near.name)` },
};

/**
 * Throws NAME_NEAR where this name does not exist, and another one does (but for `own`, which is about to change) that differs from it only in case, in
 * the width of characters or in invisible ones.
 */
export async function requireDistinctName(
  tx: Transaction,
  kind: keyof typeof nameColumns,
  name: string,
  own: string | null = null,
): Promise<void> {
  const { table, name: column, where } = nameColumns[kind];
  const [similar] = await tx.$queryRaw<{ name: string }[]>(
    sql`SELECT ${column} AS name FROM ${table} near
      WHERE name_key(${column}) = name_key(${name}) AND ${column} IS DISTINCT FROM ${own} AND (${column} = ${name} OR (true ${where}))
      ORDER BY ${column} = ${name} DESC, ${column} LIMIT 1`,
  );
  if (!similar || similar.name === name) return;
  throw refusal('NAME_NEAR', { kind, existing: quote(similar.name), name: quote(name) }, { existing: similar.name });
}

/** The name in quotes, its invisible characters as escapes. */
function quote(name: string): string {
  return JSON.stringify(name).replace(/\p{Default_Ignorable_Code_Point}/gu, (one) => `\\u{${one.codePointAt(0)?.toString(16) ?? ''}}`);
}
