import type { ActivityOf } from '../definition';
import type { Assignee, AssignmentGiven, CompileActivity } from './behaviour';

/** USER waits for a person: the requester, who had another activity last, whom a data names, or whoever takes it or is given it. */
export const user: CompileActivity<ActivityOf<'USER'>> = ({ assign }) => ({
  automatic: false,
  assignee(given) {
    if (assign === 'REQUESTER') return { id: given.requesterId };
    if (typeof assign !== 'object') return null;
    return 'data' in assign ? namedBy(assign.data, given) : toAssignee(given.lastAssignees.get(assign.sameAs));
  },
});

function toAssignee(id: number | undefined): Assignee | null {
  return id === undefined ? null : { id };
}

function namedBy(name: string, { data, findMember }: AssignmentGiven): Assignee | null {
  const userName = data.get(name);
  if (typeof userName !== 'string' || userName === '') return null;
  const id = findMember(userName);
  return id === null ? { unfit: userName } : { id };
}
