import type { z } from 'zod';
import type { DataChange } from '../command';
import type { DataType } from '../definition';
import type { Scope } from '../expression/scope';
import type { Json, Answer, Outcome } from '../state';
import type { Report } from '../validation/fault';
import type { Parts } from '../validation/partsOf';
import type { Work } from '../work';

/** What an activity does when an action of it opens: it waits for somebody, or works by itself at once. */
export type Behavior =
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
      /** Resolves to what is set when its work has been done; what came of the work is in `results` of the scope. Absent: nothing. */
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
 * What an automatic activity came to: data to set, why it failed, an end of the whole request, an answer for anyone who waits
 * for the run (which ends the request unless it goes on), or work that is done elsewhere: its action runs until then.
 */
export type Effect =
  | { data: DataChange }
  | { failure: string }
  | { end: Outcome; message: string | null }
  | { answer: Answer; continues: boolean }
  /** `continues`: nobody waits for it, the action is done. */
  | { work: Work; continues?: boolean };

/** Values by name, as templates make them. */
export type Values = { [name: string]: Json };

/** Everything that there is to know of one type of activity. */
export interface ActivityType<Shape extends z.ZodType> {
  /** What an activity of it looks like in a definition. Unknown fields are faults. */
  shape: Shape;
  /** The templates in it and where they stand: those that do not compile are faults. */
  templates?(activity: z.output<Shape>): [path: string[], template: Json][];
  /** Reports what it names and the definition does not have, and what does not go together. `at` is its place in the definition. */
  check?(activity: z.output<Shape>, at: number, parts: Parts, report: Report): void;
  /** Works out what it does, given the types of the process's data. Throws a SyntaxError for an expression. */
  compile(activity: z.output<Shape>, dataTypes: ReadonlyMap<string, DataType>): Behavior;
}
