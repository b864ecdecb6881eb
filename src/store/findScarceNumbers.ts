import { sql } from '../sql';
import { limits } from '../limits';
import type { Database } from './openDatabase';

/** A table whose rows are numbered, and the share of its numbers that are given, in percent. */
export interface ScarceNumbers {
  table: string;
  percent: number;
}

/** The tables that have given more of their numbers than the limit for a warning. Numbers are never given twice. */
export function findScarceNumbers(db: Database): Promise<ScarceNumbers[]> {
  return db.read<ScarceNumbers>(sql`
    SELECT regexp_replace(sequencename, '_id_seq$', '') AS "table", floor(last_value * 100.0 / max_value)::int AS percent FROM pg_sequences
    WHERE schemaname = current_schema() AND last_value * 100.0 / max_value >= ${limits.numbersWarnedPercent.value}::int ORDER BY 1`);
}
