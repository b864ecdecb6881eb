import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, type FoundConnection } from '../findConnection';
import type { RequestRow } from '../request/requestRow';
import { canReadComments } from './access';
import { commentColumns, type CommentRow } from './commentRow';
import { loadDiscussion } from './loadDiscussion';
import { orderOf } from '../orderOf';
import type { TimeOrder } from '../../generated/graphql';

/** The comments on a request that the viewer sees, oldest first; none for who may not read them. */
export async function findComments(
  context: Context,
  request: RequestRow,
  args: PageArgs & { orderBy?: TimeOrder | null },
): Promise<FoundConnection<CommentRow>> {
  const mayRead = canReadComments(await loadDiscussion(context, request), context.viewer);
  return findConnection(
    context,
    'Request.comments',
    args,
    {
      columns: commentColumns,
      from: sql`FROM comment c WHERE c.request_id = parent.id AND c.message IS NOT NULL`,
      ...orderOf({ NUMBER: [{ by: sql`c.number`, type: 'int' }] }, args.orderBy, { field: 'NUMBER', direction: 'ASC' }),
    },
    // No request has the number 0.
    mayRead ? request.id : 0,
  );
}
