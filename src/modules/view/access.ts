import type { Viewer } from '../../store/viewer';

/** Whose a view is, and whether everybody sees it. */
export interface ViewOwnership {
  ownerId: number;
  isShared: boolean;
}

/** Everybody who can log in. */
export function canCreateView({ status }: Viewer): boolean {
  return status === 'ACTIVE';
}

/** Its owner, and everybody where it is shared. */
export function canSeeView({ ownerId, isShared }: ViewOwnership, person: Viewer): boolean {
  return isShared || ownerId === person.id;
}

/** Its owner, and administrators where it is shared. */
export function canChangeView(view: ViewOwnership, person: Viewer): boolean {
  return view.ownerId === person.id || (view.isShared && person.isAdministrator);
}
