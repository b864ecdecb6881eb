import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { isAdministrator } from '../audit/administer';
import type { FoundConnection } from '../findConnection';
import type { DeliveryRow } from '../../store/delivery';

/** Its columns out of `delivery d`; headers and body are loaded when they are asked for. The driver would give its IDs as texts. */
export const deliveryColumns: Sql = sql`d.id::float8 AS id, d.received_at AS "receivedAt", d.duration_ms AS "durationMs", d.kind,
  d.application_id AS "applicationId", d.user_id AS "userId", d.address, d.method, d.path, d.status, d.operation, d.request_id AS "requestId",
  d.error, d.code, d.idempotency_key AS "idempotencyKey", d.uid, d.duplicate, d.skipped, d.replay_of_id::float8 AS "replayOfId",
  d.body_size AS "bodySize", d.is_whole AS "isWhole"`;

/** A page of deliveries. */
export type DeliveryRows = FoundConnection<DeliveryRow>;

/** The delivery of that ID, null where there is none that the viewer may see. Batched. */
export async function loadDeliveryRow(context: Context, id: number): Promise<DeliveryRow | null> {
  if (!isAdministrator(context.viewer)) return null;
  return context.loaders.load('delivery', id, async (ids: number[]) => {
    const rows = await context.db.read<DeliveryRow>(sql`SELECT ${deliveryColumns} FROM delivery d WHERE d.id = ANY (${ids}::bigint[])`);
    return new Map(rows.map((row) => [row.id, row]));
  });
}
