import { compileJsonata } from './compileJsonata';
import type { Scope } from './scope';
import type { Json } from '../state';

export type Condition = (scope: Scope) => Promise<boolean>;

/** Compiles a `when`: JSONata, true as its `$boolean` says (missing, null, 0, "", {} and lists of such are not). Throws a SyntaxError. */
export function compileCondition(source: string): Condition {
  const evaluate = compileJsonata(source);
  return async (scope) => isTrue(await evaluate(scope));
}

function isTrue(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(isTrue);
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
