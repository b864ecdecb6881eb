import type { ActionState, Json, RequestState } from './state';

/** What `advance` decided: everything that has to be committed together. */
export interface Changes {
  /** The request's fields that change over its life, complete with their new values. */
  request: Pick<
    RequestState,
    'status' | 'subStatus' | 'closedAt' | 'message' | 'data' | 'output' | 'lastActionNumber' | 'steps' | 'waiting' | 'lastAssignees'
  >;
  /** Every action that was opened or changed, complete with its new values, ascending by number. */
  actions: ActionState[];
  /** What happened, in order. The first entry is what the command did; the rest followed from it. */
  history: HistoryEntry[];
}

/** One line of a request's history. Who did it and when is added where it is committed. */
export interface HistoryEntry {
  type: HistoryType;
  /** The action it is about, null where it is about the request. */
  action: number | null;
  /** More for the reader: the activity's name, the assignee's ID, the tokens that opened an action, a message, … */
  detail: { [key: string]: Json };
  /** Done by the engine by itself, as a consequence: it has no actor. */
  automatic: boolean;
}

export type HistoryType =
  | 'REQUEST_CREATED'
  | 'REQUEST_CLOSED'
  | 'REQUEST_CANCELLED'
  | 'DATASET_UPDATED'
  | 'ACTION_OPENED'
  | 'ACTION_COMPLETED'
  | 'ACTION_CANCELLED'
  | 'ACTION_FAILED'
  | 'ACTION_ASSIGNED'
  | 'ACTION_ASSIGNMENT_CANCELLED';

/** The state after these changes, leaving the given one as it was. */
export function applyChanges(state: RequestState, changes: Changes): RequestState {
  const changed = new Map(changes.actions.map((action) => [action.number, action]));
  const kept = state.actions.filter((action) => !changed.has(action.number));
  return { ...state, ...changes.request, actions: [...kept, ...changes.actions].sort((a, b) => a.number - b.number) };
}
