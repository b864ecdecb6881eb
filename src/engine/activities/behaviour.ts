import type { DataChange } from '../command';
import type { Scope } from '../expression/scope';
import type { Answer, Json, Outcome } from '../state';
import type { Work } from '../work';

/** What an activity does when an action of it opens: it waits for somebody, or works by itself at once. */
export type Behaviour =
  | {
      automatic: false;
      /** Says who has it from the beginning. */
      assignee(given: AssignmentGiven): Assignee | null;
      /** Until when it is to be done, null for ever. */
      limit(now: Date): Date | null;
    }
  | {
      automatic: true;
      /** Decides what it does, and changes nothing itself. EXPRESSION_FAILED that it throws is its failure. */
      run(scope: Scope): Promise<Effect>;
      /** What is set when its work has been done; what came of the work is in `results` of the scope. Absent: nothing. */
      finish?(scope: Scope): Promise<Exclude<Effect, { work: Work }>>;
    };

/** What an assignment is decided by. */
export interface AssignmentGiven {
  /** Who had the action that this one goes on with, null where there is none. */
  previousId: number | null;
  requesterId: number;
  lastAssignees: ReadonlyMap<string, number>;
  /** Those of them who are not ACTIVE. */
  inactive: readonly { id: number; userName: string }[];
  data: ReadonlyMap<string, Json>;
  /** The active member of the activity's participant who has this user name, null where there is none. */
  findMember: (userName: string) => number | null;
}

/** The user who has an action from the beginning, or the name of one who was to have it and cannot. */
export type Assignee = { id: number } | { unfit: string };

/**
 * What an automatic activity came to: data to set, why it failed, an end of the whole request, an answer for whoever waits
 * for the run (which ends the request unless it goes on), or work that is done elsewhere: its action runs until then.
 */
export type Effect =
  | { data: DataChange }
  | { failure: string }
  | { end: Outcome; message: string | null }
  | { answer: Answer; goesOn: boolean }
  /** `goesOn`: nobody waits for it, the action is done. */
  | { work: Work; goesOn?: boolean };

/** Values by name, as templates make them. */
export type Values = { [name: string]: Json };
