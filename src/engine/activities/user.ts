import type { ActivityOf } from '../definition';
import type { CompileActivity } from './behaviour';

/** USER waits for a person: the requester, who had another activity last, or whoever takes it or is given it. */
export const user: CompileActivity<ActivityOf<'USER'>> = ({ assign }) => ({
  automatic: false,
  assignee(requesterId, lastAssignees) {
    if (assign === 'REQUESTER') return requesterId;
    return typeof assign === 'object' ? (lastAssignees.get(assign.sameAs) ?? null) : null;
  },
});
