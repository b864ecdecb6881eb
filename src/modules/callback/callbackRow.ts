import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { FoundConnection } from '../findConnection';

/** A callback as the fields of `Callback` read it; its secret is not read again. */
export interface CallbackRow {
  id: number;
  url: string;
  events: string[];
  /** Null: it is told of all processes. */
  processName: string | null;
  active: boolean;
  createdAt: Date;
  lastSuccessAt: Date | null;
  lastFailureAt: Date | null;
  failingSince: Date | null;
  disabledAt: Date | null;
  disabledReason: string | null;
}

/** Its columns out of `callback c`. */
export const callbackColumns: Sql = sql`c.id, c.url, c.events, c.process_name AS "processName", c.active, c.created_at AS "createdAt",
  c.last_success_at AS "lastSuccessAt", c.last_failure_at AS "lastFailureAt", c.failing_since AS "failingSince",
  c.disabled_at AS "disabledAt", c.disabled_reason AS "disabledReason"`;

/** A page of callbacks. */
export type CallbackRows = FoundConnection<CallbackRow>;
