import type { Viewer } from '../../store/viewer';

/** Whether he may see, make and revoke the API tokens of that user: the user himself, and administrators. */
export function canManageApiTokensOf(userId: number, viewer: Viewer): boolean {
  return userId === viewer.id || viewer.isAdministrator;
}
