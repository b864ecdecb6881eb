import type { Favorable } from '../../store/loadFavorable';
import type { Viewer } from '../../store/viewer';
import { canSeeProcess } from '../process/access';
import { canSeeView } from '../view/access';
import type { FavoriteRow } from './favoriteRow';

/** Whoever can see the process or view. */
export function canCreateFavorite({ process, view }: Favorable, person: Viewer): boolean {
  return process ? canSeeProcess(process, person) : view !== null && canSeeView(view, person);
}

/** Its owner. For everybody else it does not exist. */
export function canChangeFavorite({ ownerId }: Pick<FavoriteRow, 'ownerId'>, person: Viewer): boolean {
  return ownerId === person.id;
}
