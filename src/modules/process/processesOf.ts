import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Standing } from '../delegation/standingsOf';

/** The versions of the process in which alone these people count, as a SELECT of `process_id`; null where they count in all. */
export function processesOf({ processName }: Standing): Sql | null {
  return processName === null ? null : sql`SELECT id AS process_id FROM process WHERE name = ${processName}`;
}
