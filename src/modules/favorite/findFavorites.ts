import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, type FoundConnection } from '../findConnection';
import { favoriteColumns, type FavoriteRow } from './favoriteRow';
import { orderOf } from '../orderOf';
import type { TimeOrder } from '../../generated/graphql';

/** The favorites of a user, last created first; none of anybody but the viewer. */
export function findFavorites(
  context: Context,
  ownerId: number,
  args: PageArgs & { orderBy?: TimeOrder | null },
): Promise<FoundConnection<FavoriteRow>> {
  return findConnection(
    context,
    'User.favorites',
    args,
    {
      columns: favoriteColumns,
      from: sql`FROM favorite f WHERE f.owner_id = parent.id AND f.owner_id = ${context.viewer.id}`,
      ...orderOf({ ID: [{ by: sql`f.id`, type: 'int' }] }, args.orderBy, { field: 'ID', direction: 'DESC' }),
    },
    ownerId,
  );
}
