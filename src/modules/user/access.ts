import type { Viewer } from '../../store/viewer';
import type { UserRow } from './userRow';

/** Whether he may see the user's address and rights: the user himself, and administrators. */
export function canSeePrivateFields(user: UserRow, viewer: Viewer): boolean {
  return user.id === viewer.id || viewer.isAdministrator;
}
