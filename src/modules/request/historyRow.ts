import { sqltag as sql, type Sql } from '@prisma/client/runtime/client';
import type { HistoryType } from '../../engine/changes';
import type { Json } from '../../engine/state';
import { limits } from '../../limits';
import type { FoundConnection } from '../findConnection';

/** A line of a history as the fields of `HistoryEntry` read it. */
export interface HistoryRow {
  at: Date;
  type: HistoryType;
  actionNumber: number | null;
  detail: { [key: string]: Json };
  actorId: number | null;
  onBehalfOfId: number | null;
  impersonatorId: number | null;
  applicationName: string | null;
}

/** Its columns out of `history h` (of a detail from before messages were cut, the beginning), `application p` and `removed_application gone`. */
export const historyColumns: Sql = sql`h.at, h.type, h.action_number AS "actionNumber", 
  CASE WHEN pg_column_size(h.detail) < 20000 THEN h.detail
    ELSE jsonb_build_object('activity', h.detail -> 'activity', 'message', left(h.detail ->> 'message', ${limits.messageCharacters.value}::int)) END AS detail,
  h.actor_id AS "actorId",
  h.on_behalf_of_id AS "onBehalfOfId", h.impersonator_id AS "impersonatorId", COALESCE(p.name, gone.name) AS "applicationName"`;

/** A page of lines of a history. */
export type HistoryRows = FoundConnection<HistoryRow>;
