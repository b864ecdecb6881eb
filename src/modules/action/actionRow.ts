import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { ActionStatus, Outcome } from '../../engine/state';
import { limits } from '../../limits';
import type { FoundConnection } from '../findConnection';

/** An action as the fields of `Action` read it. */
export interface ActionRow {
  requestId: number;
  number: number;
  processId: number;
  activity: string;
  /** The activity's participant, null for automatic ones. */
  participant: string | null;
  status: ActionStatus;
  subStatus: Outcome | null;
  assigneeId: number | null;
  openedAt: Date;
  closedAt: Date | null;
  message: string | null;
}

/** Its columns out of `action a`. */
export const actionColumns: Sql = sql`a.request_id AS "requestId", a.number, a.process_id AS "processId", a.activity, a.participant, a.status,
  a.sub_status AS "subStatus", a.assignee_id AS "assigneeId", a.opened_at AS "openedAt", a.closed_at AS "closedAt", left(a.message, ${limits.messageCharacters.value}::int) AS message`;

/** A page of actions. */
export type ActionRows = FoundConnection<ActionRow>;
