import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { DeliveryKind } from '../../generated/graphql';
import type { FoundConnection } from '../findConnection';

/** A delivery as the fields of `Delivery` read it. */
export interface DeliveryRow {
  id: number;
  receivedAt: Date;
  durationMs: number;
  kind: DeliveryKind | null;
  applicationId: number | null;
  userId: number | null;
  address: string;
  method: string;
  path: string;
  status: number;
  operation: string | null;
  requestId: number | null;
  error: string | null;
  code: string | null;
  idempotencyKey: string | null;
  uid: string | null;
  duplicate: boolean;
  replayOfId: number | null;
  bodySize: number | null;
  isWhole: boolean;
}

/** A delivery with what was kept of its headers (JSON) and body. */
export interface WholeDelivery extends DeliveryRow {
  headers: string | null;
  body: string | null;
}

/** Its columns out of `delivery d`; headers and body are loaded when they are asked for. The driver would give its IDs as texts. */
export const deliveryColumns: Sql = sql`d.id::float8 AS id, d.received_at AS "receivedAt", d.duration_ms AS "durationMs", d.kind,
  d.application_id AS "applicationId", d.user_id AS "userId", d.address, d.method, d.path, d.status, d.operation, d.request_id AS "requestId",
  d.error, d.code, d.idempotency_key AS "idempotencyKey", d.uid, d.duplicate, d.replay_of_id::float8 AS "replayOfId",
  d.body_size AS "bodySize", d.is_whole AS "isWhole"`;

/** A page of deliveries. */
export type DeliveryRows = FoundConnection<DeliveryRow>;
