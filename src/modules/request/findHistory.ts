import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, type FoundConnection } from '../findConnection';
import { historyColumns, type HistoryRow } from './historyRow';
import { orderOf } from '../orderOf';
import type { TimeOrder } from '../../generated/graphql';

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
