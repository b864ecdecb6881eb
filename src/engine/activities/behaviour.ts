import type { DataChange } from '../command';
import type { DataType } from '../definition';
import type { Scope } from '../expression/scope';
import type { Outcome } from '../state';

/** What an activity does when an action of it opens: it waits for somebody, or works by itself at once. */
export type Behaviour =
  /** Gives the ID of the user who has it from the beginning, null for nobody. */
  | { automatic: false; assignee(requesterId: number, lastAssignees: ReadonlyMap<string, number>): number | null }
  /** Decides what it does, and changes nothing itself. EXPRESSION_FAILED that it throws is its failure. */
  | { automatic: true; run(scope: Scope): Promise<Effect> };

/** What an automatic activity came to: data to set, why it failed, or an end of the whole request. */
export type Effect = { data: DataChange } | { failure: string } | { end: Outcome; message: string | null };

/** Compiles an activity of one type, given the types of the process's data. Throws a SyntaxError for an expression. */
export type CompileActivity<Activity> = (activity: Activity, dataTypes: ReadonlyMap<string, DataType>) => Behaviour;
