import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, type FoundConnection } from '../findConnection';
import { historyColumns, type HistoryRow } from './historyRow';

/** The history of a request that the viewer may see, oldest first. */
export function findHistory(context: Context, requestId: number, args: PageArgs): Promise<FoundConnection<HistoryRow>> {
  return findConnection(
    context,
    'Request.history',
    args,
    {
      columns: historyColumns,
      from: sql`FROM history h LEFT JOIN application p ON p.id = h.application_id
        LEFT JOIN removed_application gone ON gone.id = h.application_id WHERE h.request_id = parent.id`,
      orderName: 'LINE ASC',
      order: [
        { by: sql`h.version`, type: 'int' },
        { by: sql`h.line`, type: 'int' },
      ],
      descending: false,
    },
    requestId,
  );
}
