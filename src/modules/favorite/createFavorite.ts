import { sql } from '../../sql';
import { refusal } from '../../errors';
import type { CreateFavoriteInput } from '../../generated/graphql';
import { readId } from '../../relay/globalId';
import type { OwnedChange } from '../../store/commitOwned';
import type { Favorable } from '../../store/load/loadFavorable';
import type { Party, Viewer } from '../../store/viewer';
import { findDelegator } from '../delegation/findDelegator';
import { personIn } from '../principals';
import type { Operation } from '../operation';
import { peopleQuery, userReference } from '../user/userReference';
import { checkDescription } from '../guards';
import { commitFavorite, describeFavorite } from './commitFavorite';
import { canCreateFavorite, type FavoriteRow } from './favorite';

/**
 * Makes a process or a view a favorite of the viewer, or of the delegator; one that is there gets the description, if one is
 * given. Throws FAVORITE_ITEM_NOT_FOUND, FAVORITE_NOT_ACTIVE, INPUT_INVALID.
 */
export const createFavorite: Operation<CreateFavoriteInput, { favorite: FavoriteRow }> = {
  run(context, input) {
    const onBehalfOf = userReference('onBehalfOf', input.onBehalfOf, input.onBehalfOfUserName);
    const { type, key } = readId('itemId', input.itemId, 'Process', 'View') ?? {};
    const item = { processId: (type === 'Process' && key?.[0]) || null, viewId: (type === 'View' && key?.[0]) || null };
    const given = checkDescription(input.description);
    return commitFavorite(context, async () => {
      const found = await context.store.loadFavorable({ viewerId: context.viewer.id, ...item, ...peopleQuery(onBehalfOf) });
      const delegator = findDelegator(context.viewer, found.people, onBehalfOf);
      const owner = personIn(found.process?.name ?? '', context.viewer, delegator);
      checkItem(found, context.viewer, owner, input.itemId);
      const present = found.favorites.find(({ ownerId }) => ownerId === owner.id);
      const favorite = {
        id: present?.id ?? found.nextId,
        ownerId: owner.id,
        ...item,
        description: given ?? present?.description ?? found.description,
        onBehalfOfId: delegator && delegator.id,
      };
      return { change: present ? describeFavorite(present, favorite.description) : insertFavorite(favorite), payload: { favorite } };
    });
  },
};

/** Checks that both see it, the owner as far as they delegated, and that it is in use. */
function checkItem(found: Favorable, viewer: Viewer, owner: Party, item: string): void {
  if (!canCreateFavorite(found, viewer)) throw refusal('FAVORITE_ITEM_NOT_FOUND', { item });
  if (owner !== viewer && !canCreateFavorite(found, { ...owner, delegators: [] })) {
    throw refusal('DELEGATION_MISSING', { delegator: owner.userName, viewer: viewer.userName });
  }
  const { process } = found;
  if (process && process.state !== 'ACTIVE')
    throw refusal('FAVORITE_NOT_ACTIVE', { process: process.name, version: process.version, state: process.state });
}

function insertFavorite({ id, ownerId, processId, viewId, description }: FavoriteRow): OwnedChange {
  return {
    over: null,
    write: sql`INSERT INTO favorite (id, owner_id, process_id, view_id, description)
      SELECT ${id}::int, ${ownerId}::int, ${processId}::int, ${viewId}::int, ${description}::text WHERE EXISTS (SELECT FROM allowed)`,
  };
}
