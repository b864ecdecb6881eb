import { limits } from '../limits';
import type { RequestState } from './state';

/** What a request has of its own before it begins. */
type Origin = Pick<RequestState, 'id' | 'uuid' | 'parent' | 'isTest' | 'requester' | 'openedAt' | 'runtime'> &
  Partial<Pick<RequestState, 'case' | 'family' | 'inactive'>>;

/** The state that the command CREATE begins with: open, empty, nothing done. Without a family it is the topmost of its own. */
export function newRequest(origin: Origin): RequestState {
  return {
    case: null,
    inactive: [],
    family: { root: origin.id, depth: 1, size: 0, maxSize: limits.descendants.value },
    ...origin,
    status: 'OPEN',
    subStatus: null,
    closedAt: null,
    message: null,
    data: {},
    output: null,
    actions: [],
    lastActionNumber: 0,
    comments: [],
    lastCommentNumber: 0,
    steps: 0,
    waiting: {},
    lastAssignees: {},
    results: {},
    answer: null,
    failedAction: null,
    interrupted: null,
  };
}
