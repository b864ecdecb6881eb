import type { Party, Viewer } from '../../store/viewer';
import { delegatedIn } from './delegatedIn';

/** Himself, and those who delegated to him as far as each counts in the process of that name. */
export function partiesIn(processName: string, viewer: Viewer): [Viewer, ...Party[]] {
  return [viewer, ...viewer.delegators.map((delegator) => delegatedIn(processName, delegator))];
}
