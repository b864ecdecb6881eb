import { sql } from '../sql';
import type { Answered } from './load/loadHook';
import type { Database } from './openDatabase';

/** What a call with an Idempotency-Key is known by. */
export interface Idempotency {
  /** Whose keys these are: `Application:<id>`, or `User:<id>` for the Workflows API. */
  scope: string;
  key: string;
  /** A hash of operation, query string and body, hexadecimal: `hooks/toIdempotency`. */
  bodyHash: string;
  /** What releases up to 0.1 kept instead: SHA-256 of operation and raw body. */
  rawHash: string;
}

/** What a caller calls a run: within a scope, whatever is called the same is one run. */
export interface RunUid {
  /** Whose uids these are: those of one application, or of one user. */
  scope: string;
  /** 1 to 255 characters. */
  uid: string;
}

/**
 * SQL that keeps the answers of `source` (`key_scope, key, body_hash, payload, at`) under their Idempotency-Keys, where no
 * other call was faster: the `keyed` of a statement that writes.
 */
export const keepAnswers = (source: string) => `
    INSERT INTO idempotency_key (scope, key, body_hash, payload, created_at)
    SELECT key_scope, key, decode(body_hash, 'hex'), payload, at FROM ${source} WHERE key IS NOT NULL ORDER BY key_scope, key
    ON CONFLICT (scope, key) DO UPDATE SET body_hash = excluded.body_hash, payload = excluded.payload, created_at = excluded.created_at
      WHERE idempotency_key.created_at <= now() - (SELECT idempotency_retention FROM settings) * interval '1 day'
    RETURNING scope, key`;

/** SQL of those of `source` that may have their effect, given `keyed`: their answer is kept, or they have no key. */
export const whoseAnswerIsKept = (source: string) => `
    SELECT c.* FROM ${source} c LEFT JOIN keyed k ON k.scope = c.key_scope AND k.key = c.key WHERE c.key IS NULL OR k.key IS NOT NULL`;

/** Resolves to what was answered under an Idempotency-Key, if it is still kept. */
export async function loadAnswered(db: Database, { scope, key }: Pick<Idempotency, 'scope' | 'key'>): Promise<Answered | null> {
  const [answered] = await db.read<Answered>(
    sql`SELECT encode(body_hash, 'hex') AS "bodyHash", payload FROM idempotency_key WHERE scope = ${scope} AND key = ${key}
      AND created_at > now() - (SELECT idempotency_retention FROM settings) * interval '1 day'`,
  );
  return answered ?? null;
}
