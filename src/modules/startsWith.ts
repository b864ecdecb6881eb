import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';

/** A condition that a text begins with this, case and all; answered by an index of text_pattern_ops. */
export function startsWith(text: Sql, beginning: string): Sql {
  return sql`${text} LIKE ${`${beginning.replace(/[\\%_]/g, '\\$&')}%`}`;
}
