import { sql, type Sql } from '../../sql';
import type { Context } from '../../context';
import type { ActionStatus, Outcome } from '../../engine/state';
import { limits } from '../../limits';
import type { FoundConnection } from '../findConnection';
import { visibleRequests } from '../request/read/visibleRequests';

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

/** That action of that request, null where there is none that the viewer may see. Batched. */
export function loadActionRow(context: Context, requestNumber: number, number: number): Promise<ActionRow | null> {
  return context.loaders.load('action', `${requestNumber}---${number}`, async (keys: string[]) => {
    const pairs = keys.map((key) => key.split('---').map(Number));
    const rows = await context.db.read<ActionRow>(sql`
      SELECT ${actionColumns} FROM unnest(${pairs.map(([request]) => request)}::int[], ${pairs.map(([, action]) => action)}::int[]) AS asked(request, action)
      JOIN action a ON a.request_id = asked.request AND a.number = asked.action JOIN request r ON r.id = a.request_id
      WHERE ${visibleRequests(context.viewer)}`);
    return new Map(rows.map((row) => [`${row.requestId}---${row.number}`, row]));
  });
}
