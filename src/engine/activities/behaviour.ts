import type { DataChange } from '../command';
import type { DataType } from '../definition';
import type { Scope } from '../expression/scope';
import type { Json, Outcome } from '../state';

/** What an activity does when an action of it opens: it waits for somebody, or works by itself at once. */
export type Behaviour =
  /** Says who has it from the beginning. */
  | { automatic: false; assignee(given: AssignmentGiven): Assignee | null }
  /** Decides what it does, and changes nothing itself. EXPRESSION_FAILED that it throws is its failure. */
  | { automatic: true; run(scope: Scope): Promise<Effect> };

/** What an assignment is decided by. */
export interface AssignmentGiven {
  requesterId: number;
  lastAssignees: ReadonlyMap<string, number>;
  data: ReadonlyMap<string, Json>;
  /** The active member of the activity's participant who has this user name, null where there is none. */
  findMember: (userName: string) => number | null;
}

/** The user who has an action from the beginning, or the name of one who was to have it and cannot. */
export type Assignee = { id: number } | { unfit: string };

/** What an automatic activity came to: data to set, why it failed, or an end of the whole request. */
export type Effect = { data: DataChange } | { failure: string } | { end: Outcome; message: string | null };

/** Compiles an activity of one type, given the types of the process's data. Throws a SyntaxError for an expression. */
export type CompileActivity<Activity> = (activity: Activity, dataTypes: ReadonlyMap<string, DataType>) => Behaviour;
