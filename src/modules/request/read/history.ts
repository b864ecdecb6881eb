import { sql, type Sql } from '../../../sql';
import type { Context } from '../../../context';
import type { HistoryType } from '../../../engine/changes';
import type { Json } from '../../../engine/state';
import type { TimeOrder } from '../../../generated/graphql';
import { limits } from '../../../limits';
import { toGlobalId } from '../../../relay/globalId';
import type { PageArgs } from '../../../relay/readPageArgs';
import { findConnection, orderOf, type FoundConnection } from '../../findConnection';

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
const historyColumns: Sql = sql`h.at, h.type, h.action_number AS "actionNumber", 
  CASE WHEN pg_column_size(h.detail) < 20000 THEN h.detail
    ELSE jsonb_build_object('activity', h.detail -> 'activity', 'message', left(h.detail ->> 'message', ${limits.messageCharacters.value}::int)) END AS detail,
  h.actor_id AS "actorId",
  h.on_behalf_of_id AS "onBehalfOfId", h.impersonator_id AS "impersonatorId", COALESCE(p.name, gone.name) AS "applicationName"`;

/** A page of lines of a history. */
export type HistoryRows = FoundConnection<HistoryRow>;

/** The detail of a line of a history as callers see it: what ends in `Id` is a user, named by their global ID. */
export function toPublicDetail(detail: { [key: string]: Json }): { [key: string]: Json } {
  return Object.fromEntries(
    Object.entries(detail).map(([key, value]) => [
      key,
      key.endsWith('Id') && typeof value === 'number' ? toGlobalId('User', value) : value,
    ]),
  );
}

/** The history of a request that the viewer may see, oldest first. */
export function findHistory(
  context: Context,
  requestId: number,
  args: PageArgs & { orderBy?: TimeOrder | null },
): Promise<FoundConnection<HistoryRow>> {
  return findConnection(
    context,
    'Request.history',
    args,
    {
      columns: historyColumns,
      from: sql`FROM history h LEFT JOIN application p ON p.id = h.application_id
        LEFT JOIN removed_application gone ON gone.id = h.application_id WHERE h.request_id = parent.id`,
      ...orderOf(
        {
          LINE: [
            { by: sql`h.version`, type: 'int' },
            { by: sql`h.line`, type: 'int' },
          ],
        },
        args.orderBy,
        { field: 'LINE', direction: 'ASC' },
      ),
    },
    requestId,
  );
}
