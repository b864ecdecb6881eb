import type { Viewer } from '../../store/viewer';

/** Everybody who can log in. */
export function canCreateCase({ status }: Viewer): boolean {
  return status === 'ACTIVE';
}
