import type { Json, Outcome } from './state';

/** What somebody wants to happen to a request. Rights are checked before; states are checked by `advance`. */
export type Command =
  /** Opens the start activities; the state is a fresh one with the defaults not yet set. */
  | { type: 'CREATE'; data: DataChange }
  /** An action that nobody has becomes that of `assigneeId`, who completes it, where that is given. */
  | { type: 'COMPLETE_ACTION'; action: number; data: DataChange; assigneeId?: number }
  /** Closes all of these open actions, or none: each follows its exception transition. */
  | { type: 'CANCEL_ACTIONS'; actions: number[]; outcome: Exclude<Outcome, 'COMPLETED'>; exception: ExceptionDetail }
  | { type: 'CANCEL_REQUEST' }
  | { type: 'SET_DATA'; data: DataChange }
  | { type: 'ASSIGN_ACTION'; action: number; assigneeId: number }
  | { type: 'UNASSIGN_ACTION'; action: number }
  | { type: 'ADD_COMMENT'; message: string; authorId: number }
  | { type: 'REMOVE_COMMENT'; comment: number }
  /** What an action that runs waited for has ended so. `detail` is for the history. */
  | {
      type: 'FINISH_ACTION';
      action: number;
      outcome: Outcome;
      result: Json;
      message: string | null;
      detail: { [name: string]: Json };
      /** What in the result is a file that its FILE data may take. */
      files?: readonly Json[];
    }
  /** The time that an action waited for has come, or its limit has passed. */
  | { type: 'WAKE_ACTION'; action: number; /** When it was to come; absent: now. */ at?: string | undefined }
  /** What follows from an open action can never be stored, for this reason; `isFinal`: nor can what follows from its failure. */
  | { type: 'FAIL_ACTION'; action: number; message: string; isFinal: boolean }
  /** Opens the activity whose failure ended the request once more. */
  | { type: 'RETRY' };

/** Values by the name of the data, already of its type; null empties it. */
export interface DataChange {
  [name: string]: Json;
}

/** What the caller says about a cancellation; null where they say nothing. */
export interface ExceptionDetail {
  message: string | null;
  source: string | null;
}
