import { sql, join, type Sql } from '../../sql';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import type { TimeOrder } from '../../generated/graphql';
import { readId } from '../../relay/globalId';
import type { PageArgs } from '../../relay/readPageArgs';
import type { Favorable } from '../../store/load/loadFavorable';
import type { Viewer } from '../../store/viewer';
import { findConnection, orderOf, type FoundConnection } from '../findConnection';
import { canSeeProcess } from '../process/access';
import { canSeeView } from '../view/view';

/** A favorite as the fields of `Favorite` read it. */
export interface FavoriteRow {
  id: number;
  ownerId: number;
  /** One of the two. */
  processId: number | null;
  viewId: number | null;
  description: string;
  /** For whom the call made it, null when it was not delegated. */
  onBehalfOfId: number | null;
}

/** Its columns out of `favorite f`. */
const favoriteColumns: Sql = sql`f.id, f.owner_id AS "ownerId", f.process_id AS "processId", f.view_id AS "viewId", f.description,
  NULL::int AS "onBehalfOfId"`;

/** A page of favorites. */
export type FavoriteRows = FoundConnection<FavoriteRow>;

/** Anyone who can see the process or view. */
export function canCreateFavorite({ process, view }: Favorable, person: Viewer): boolean {
  return process ? canSeeProcess(process, person) : view !== null && canSeeView(view, person);
}

/** Its owner. For everybody else it does not exist. */
export function canChangeFavorite({ ownerId }: Pick<FavoriteRow, 'ownerId'>, person: Viewer): boolean {
  return ownerId === person.id;
}

/** The viewer's favorite of that ID, null where there is none. Batched. */
export function loadFavoriteRow(context: Context, id: number): Promise<FavoriteRow | null> {
  return context.loaders.load('favorite', id, async (ids: number[]) => {
    const rows = await context.db.read<FavoriteRow>(
      sql`SELECT ${favoriteColumns} FROM favorite f WHERE f.id = ANY (${ids}) AND f.owner_id = ${context.viewer.id}`,
    );
    return new Map(rows.map((row) => [row.id, row]));
  });
}

const columnOf = { Favorite: 'id', Process: 'processId', View: 'viewId' } as const;
const sqlOf: Record<keyof typeof columnOf, Sql> = { Favorite: sql`f.id`, Process: sql`f.process_id`, View: sql`f.view_id` };

/**
 * The viewer's favorite that an input names by its own ID or by that of its item, in either field. Throws
 * FAVORITE_NOT_FOUND, REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID.
 */
export async function getFavorite(
  { db, viewer }: Context,
  { id, itemId }: { id?: string | null; itemId?: string | null },
): Promise<FavoriteRow> {
  const references = [readId('id', id, 'Favorite', 'Process', 'View'), readId('itemId', itemId, 'Favorite', 'Process', 'View')].flatMap(
    (reference) => (reference ? [{ type: reference.type, key: reference.key[0] ?? 0 }] : []),
  );
  if (references.length === 0) throw refusal('REFERENCE_MISSING', { what: 'A favorite ID or item ID' });
  const named = references.map(({ type, key }) => sql`${sqlOf[type]} = ${key}`);
  const rows = await db.read<FavoriteRow>(
    sql`SELECT ${favoriteColumns} FROM favorite f WHERE f.owner_id = ${viewer.id} AND (${join(named, ' OR ')})`,
  );
  const favorite = rows.find((row) => canChangeFavorite(row, viewer));
  if (!favorite) throw refusal('FAVORITE_NOT_FOUND', { favorite: id ?? itemId ?? '' });
  if (references.some(({ type, key }) => favorite[columnOf[type]] !== key))
    throw refusal('REFERENCES_DISAGREE', { first: 'id', second: 'itemId' });
  return favorite;
}

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
