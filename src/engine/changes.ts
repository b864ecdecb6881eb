import type { ActionState, CommentState, Json, RequestState } from './state';
import type { Work } from './work';

/** What `advance` decided: everything that has to be committed together. */
export interface Changes {
  /** The request's fields that change over its life, complete with their new values. */
  request: Pick<
    RequestState,
    | 'status'
    | 'subStatus'
    | 'closedAt'
    | 'message'
    | 'data'
    | 'output'
    | 'lastActionNumber'
    | 'lastCommentNumber'
    | 'steps'
    | 'waiting'
    | 'lastAssignees'
    | 'results'
    | 'answer'
    | 'failedAction'
    | 'interrupted'
  >;
  /** Every action that was opened or changed, complete with its new values, ascending by number. */
  actions: ActionState[];
  /** Every comment that was added or removed. */
  comments: CommentState[];
  /** What happened, in order. The first entry is what the command did; the rest followed from it. */
  history: HistoryEntry[];
  /** What has to be done outside, with the number of the action that it is for. */
  work: { action: number; work: Work }[];
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
  | 'REQUEST_RETRIED'
  | 'DATASET_UPDATED'
  | 'ACTION_OPENED'
  | 'ACTION_COMPLETED'
  | 'ACTION_CANCELLED'
  | 'ACTION_FAILED'
  | 'ACTION_TIMED_OUT'
  | 'ACTION_ASSIGNED'
  | 'ACTION_ASSIGNMENT_CANCELLED'
  | 'COMMENT_ADDED'
  | 'COMMENT_REMOVED';

/** The state after these changes, leaving the given one as it was. */
export function applyChanges(state: RequestState, changes: Changes): RequestState {
  const comments = merge(state.comments, changes.comments).filter(({ message }) => message !== null);
  return { ...state, ...changes.request, actions: merge(state.actions, changes.actions), comments };
}

/** Both, ascending by number; of two with the same number the changed one. */
function merge<Numbered extends { number: number }>(before: Numbered[], changed: Numbered[]): Numbered[] {
  const numbers = new Set(changed.map(({ number }) => number));
  return [...before.filter(({ number }) => !numbers.has(number)), ...changed].sort((a, b) => a.number - b.number);
}
