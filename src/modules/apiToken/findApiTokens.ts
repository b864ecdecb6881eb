import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { findConnection, type FoundConnection } from '../findConnection';
import type { PageArgs } from '../../relay/readPageArgs';
import { canManageApiTokensOf } from './access';
import { apiTokenColumns, type ApiTokenRow } from './apiTokenRow';
import { orderOf } from '../orderOf';
import type { TimeOrder } from '../../generated/graphql';

/** The API tokens of that user, last made first, expired and revoked ones too; none where the viewer may not see them. */
export function findApiTokens(
  context: Context,
  userId: number,
  asked: PageArgs & { orderBy?: TimeOrder | null },
): Promise<FoundConnection<ApiTokenRow>> {
  // Which of many users are his own is asked in the statement, so that one serves all.
  const isVisible = canManageApiTokensOf(-1, context.viewer) ? sql`true` : sql`t.user_id = ${context.viewer.id}`;
  return findConnection(
    context,
    'User.apiTokens',
    asked,
    {
      columns: apiTokenColumns,
      from: sql`FROM api_token t WHERE t.user_id = parent.id AND ${isVisible}`,
      ...orderOf({ ID: [{ by: sql`t.id`, type: 'int' }] }, asked.orderBy, { field: 'ID', direction: 'DESC' }),
    },
    userId,
  );
}
