import type { Person } from '../../engine/state';
import type { Party, Viewer } from '../../store/viewer';
import { delegatedIn } from './delegatedIn';

/** Whose rights count in the process of that name: the delegator's, as `findDelegator` gives him, as far as he delegated them; else the viewer's own. */
export function personIn(processName: string, viewer: Viewer, delegator: Person | null): Party {
  const granting = viewer.delegators.find(({ id }) => id === delegator?.id);
  return granting ? delegatedIn(processName, granting) : viewer;
}
