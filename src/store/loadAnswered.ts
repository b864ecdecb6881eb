import { sql } from '../sql';
import type { Idempotency } from './idempotency';
import type { Answered } from './loadHook';
import type { Database } from './openDatabase';

/** What was answered under an Idempotency-Key, if it is still kept. */
export async function loadAnswered(db: Database, { scope, key }: Pick<Idempotency, 'scope' | 'key'>): Promise<Answered | null> {
  const [answered] = await db.read<Answered>(
    sql`SELECT encode(body_hash, 'hex') AS "bodyHash", payload FROM idempotency_key WHERE scope = ${scope} AND key = ${key}
      AND created_at > now() - (SELECT idempotency_retention FROM settings) * interval '1 day'`,
  );
  return answered ?? null;
}
