import { sql, type Sql } from '../../sql';
import type { Context } from '../../context';
import { refusal } from '../../errors';
import { commitOwned, type OwnedChange } from '../../store/commitOwned';
import { keepAnswered, tryAgain } from '../keepAnswered';
import type { FavoriteRow } from './favorite';

/** What an operation on a favorite decided. */
export interface FavoriteChange<Payload> {
  change: OwnedChange;
  payload: Payload;
}

/** Decides and commits, and once more where the favorite was changed in between. Throws FAVORITE_CONTENDED after too many tries. */
export async function commitFavorite<Payload extends object>(
  context: Context,
  decide: () => Promise<FavoriteChange<Payload>>,
): Promise<Payload> {
  const { db, clock } = context;
  const done = await tryAgain(async () => {
    const { change, payload } = await decide();
    const commit = { ...change, at: clock.now() };
    return (await keepAnswered(context, payload, (kept) => commitOwned(db, { ...commit, ...kept }))) ? payload : null;
  });
  if (!done) throw refusal('FAVORITE_CONTENDED', {});
  return done;
}

/** A SELECT that locks a favorite, if it still is as it was read. */
export function lockFavorite({ id, description }: Pick<FavoriteRow, 'id' | 'description'>): Sql {
  return sql`SELECT FROM favorite f WHERE f.id = ${id} AND f.description = ${description} FOR UPDATE`;
}

/** Gives a favorite that is there another description. */
export function describeFavorite(favorite: Pick<FavoriteRow, 'id' | 'description'>, description: string): OwnedChange {
  return {
    over: lockFavorite(favorite),
    write: sql`UPDATE favorite SET description = ${description} WHERE id = ${favorite.id} AND EXISTS (SELECT FROM allowed)`,
  };
}
