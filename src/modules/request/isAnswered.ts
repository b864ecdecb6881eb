import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';

/** Whether something has been answered under the call's Idempotency-Key since the call came in. False for a call without one. */
export async function isAnswered({ db, exchange }: Pick<Context, 'db' | 'exchange'>): Promise<boolean> {
  if (!exchange?.idempotency) return false;
  const rows = await db.read(
    sql`SELECT 1 FROM idempotency_key WHERE scope = ${exchange.idempotency.scope} AND key = ${exchange.idempotency.key}
      AND created_at > now() - (SELECT idempotency_retention FROM settings) * interval '1 day'`,
  );
  return rows.length > 0;
}
