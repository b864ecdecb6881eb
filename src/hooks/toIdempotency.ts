import { createHash } from 'node:crypto';
import { refusal } from '../errors';
import type { Idempotency } from '../store/idempotency';

/** What a call with this Idempotency-Key is known by, null without one; the same key in another scope is another one. Throws IDEMPOTENCY_KEY_INVALID. */
export function toIdempotency(scope: string, key: string | null, operation: string, body: Buffer): Idempotency | null {
  if (key === null) return null;
  if (!/^.{1,255}$/.test(key)) throw refusal('IDEMPOTENCY_KEY_INVALID', {});
  return { scope, key, bodyHash: createHash('sha256').update(operation).update('\n').update(body).digest('hex') };
}
