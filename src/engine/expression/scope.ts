import type { Json } from '../state';

/** What an expression may read: values by their root name, and the command's time, which `$now()` and `$millis()` give. */
export interface Scope {
  now: Date;
  values: { [root in ScopeRoot]?: Json };
}

/** The names an expression can begin with. */
export const scopeRoots = ['data', 'states', 'runtime', 'request', 'action', 'results'] as const;

export type ScopeRoot = (typeof scopeRoots)[number];
