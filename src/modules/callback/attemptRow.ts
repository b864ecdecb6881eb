import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { FoundConnection } from '../findConnection';

/** A call of a callback as the fields of `CallbackAttempt` read it. */
export interface AttemptRow {
  id: number;
  callbackId: number;
  requestId: number;
  event: string;
  webhookId: string;
  /** Null: somebody sent it again. */
  number: number | null;
  at: Date;
  /** Null: it waits for its turn. */
  durationMs: number | null;
  status: number | null;
  error: string | null;
}

/** Its columns out of `callback_attempt t`; what was sent and answered is loaded when it is asked for. */
export const attemptColumns: Sql = sql`t.id, t.callback_id AS "callbackId", t.request_id AS "requestId", t.event, t.webhook_id AS "webhookId",
  t.number, t.at, t.duration_ms AS "durationMs", t.status, t.error`;

/** A page of attempts. */
export type AttemptRows = FoundConnection<AttemptRow>;
