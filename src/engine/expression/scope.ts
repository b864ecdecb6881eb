import type { Json } from '../state';
import type { TimeBudget } from '../timeBudget';
import type { ReadableCopies } from './readableCopies';

/** An expression and all that it reads, as plain values: what another thread needs to evaluate it. */
export interface Evaluation {
  source: string;
  /** The time of the command, in milliseconds since 1970. */
  now: number;
  values: Scope['values'];
}

/** The value (undefined: missing), or why there is none. */
export type Evaluated = { value: Json | undefined } | { reason: string };

/**
 * Evaluates on another thread, and ends the evaluation when its time is up. Says how long it computed, in milliseconds. Throws
 * EXPRESSIONS_BUSY where no thread was free for too long.
 */
export type EvaluateInThread = (evaluation: Evaluation) => Promise<{ evaluated: Evaluated; spentMs: number }>;

/** `EvaluateInThread` for one user of a process: expressions under the same name queue behind each other before others queue behind them. */
export type EvaluateInThreadFor = (key: string) => EvaluateInThread;

/** What an expression may read: values by their root name, and the command's time, which `$now()` and `$millis()` give. */
export interface Scope {
  now: Date;
  values: { [root in ScopeRoot | HookRoot]?: Json };
  /** Of the command: what all its evaluations share. */
  time: TimeBudget;
  copies: ReadableCopies;
  /** Where expressions are evaluated that take longer than a moment; null or absent: here as well. */
  evaluateInThread?: EvaluateInThread | null;
  /** Files beside those of the data, which FILE data may take. */
  files?: readonly Json[];
}

/** The names an expression can begin with. */
export const scopeRoots = ['data', 'states', 'runtime', 'request', 'action', 'results', 'case', 'item', 'index'] as const;

export type ScopeRoot = (typeof scopeRoots)[number];

/** What expressions of hooks begin with instead. */
export const hookRoots = ['headers', 'query', 'body'] as const;

type HookRoot = (typeof hookRoots)[number];
