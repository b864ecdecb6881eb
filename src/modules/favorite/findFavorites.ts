import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import type { PageArgs } from '../../relay/readPageArgs';
import { findConnection, type FoundConnection } from '../findConnection';
import { favoriteColumns, type FavoriteRow } from './favoriteRow';

/** The favorites of a user, last created first; none of anybody but the viewer. */
export function findFavorites(context: Context, ownerId: number, args: PageArgs): Promise<FoundConnection<FavoriteRow>> {
  return findConnection(
    context,
    'User.favorites',
    args,
    {
      columns: favoriteColumns,
      from: sql`FROM favorite f WHERE f.owner_id = parent.id AND f.owner_id = ${context.viewer.id}`,
      orderName: 'ID DESC',
      order: [{ by: sql`f.id`, type: 'int' }],
      descending: true,
    },
    ownerId,
  );
}
