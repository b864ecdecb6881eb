import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';

/** Whether something has been answered under the call's Idempotency-Key since the call came in. False for a call without one. */
export async function isAnswered({ db, hook }: Pick<Context, 'db' | 'hook'>): Promise<boolean> {
  if (!hook?.idempotency) return false;
  const rows = await db.read(
    sql`SELECT 1 FROM idempotency_key WHERE application_id = ${hook.applicationId} AND key = ${hook.idempotency.key}
      AND created_at > now() - (SELECT idempotency_retention FROM settings) * interval '1 day'`,
  );
  return rows.length > 0;
}
