import type { Json } from '../state';
import type { TimeBudget } from '../timeBudget';
import type { Elsewhere } from './elsewhere';
import type { ReadableCopies } from './readableCopies';

/** What an expression may read: values by their root name, and the command's time, which `$now()` and `$millis()` give. */
export interface Scope {
  now: Date;
  values: { [root in ScopeRoot]?: Json };
  /** Of the command: what all its evaluations share. */
  time: TimeBudget;
  copies: ReadableCopies;
  /** Where expressions are evaluated that take longer than a moment; null or absent: here as well. */
  elsewhere?: Elsewhere | null;
  /** Files beside those of the data, which FILE data may take. */
  files?: readonly Json[];
}

/** The names an expression can begin with. */
export const scopeRoots = ['data', 'states', 'runtime', 'request', 'action', 'results', 'case', 'item', 'index'] as const;

export type ScopeRoot = (typeof scopeRoots)[number];
