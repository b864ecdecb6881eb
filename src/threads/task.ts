import type { Evaluated, Evaluation } from '../engine/expression/elsewhere';
import type { Validated } from '../engine/validateDefinition';

/** What a thread can do. Its answers are of the same `kind`. */
export type Task = ({ kind: 'evaluate' } & Evaluation) | { kind: 'validate'; document: unknown };

/** What came of a task, by its kind. */
export interface Answers {
  evaluate: Evaluated;
  validate: Validated;
}
