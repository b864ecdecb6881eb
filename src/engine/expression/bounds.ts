import { limits } from '../../limits';

/** What one evaluation may use. */
export interface Bounds {
  timeMs: number;
  /** Size of what it reads. */
  inputBytes: number;
  /** Size of one value. */
  valueBytes: number;
  /** Size of all values that it makes. */
  builtBytes: number;
  /** Values that an order-by compares. */
  compared: number;
  /** Length of the text times size of the pattern, of one search. */
  searchWork: number;
  /** Milliseconds of all searches in one text. */
  searchMs: number;
  /** What part of their bounds the arguments of functions may use (see `checkArguments`). */
  share: number;
  /** Whether functions may run that take exponential time for some texts. */
  backtracks: boolean;
}

/** All that an expression may use, on a thread of its own. */
export const whole: Bounds = {
  timeMs: limits.expressionTimeMs.value,
  inputBytes: Number.MAX_SAFE_INTEGER,
  valueBytes: 16_000_000,
  builtBytes: 400_000_000,
  compared: 300_000,
  searchWork: 20_000_000,
  searchMs: 1_000,
  share: 1,
  backtracks: true,
};

/** What nearly all expressions stay within: so much may be evaluated on the thread that answers calls, without a break that they notice. */
export const brief: Bounds = {
  timeMs: 10,
  inputBytes: 200_000,
  valueBytes: 200_000,
  builtBytes: 2_000_000,
  compared: 1_000,
  searchWork: 200_000,
  searchMs: 4,
  share: 0.1,
  backtracks: false,
};
