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
