import type { Json } from '../state';
import type { Scope } from './scope';

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
export type Elsewhere = (evaluation: Evaluation) => Promise<{ evaluated: Evaluated; spentMs: number }>;

/** `Elsewhere` for one user of a process: expressions under the same name queue behind each other before others queue behind them. */
export type ElsewhereFor = (turn: string) => Elsewhere;
