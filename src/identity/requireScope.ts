import { refusal } from '../errors';
import type { Identity } from './identity';
import type { Scope } from './scopes';

/** Lets pass who may use the scope: whoever did not log in by a token that lacks it. Throws SCOPE_MISSING. */
export function requireScope(identity: Pick<Identity, 'scopes'> | null, scope: Scope): void {
  if (!identity?.scopes || identity.scopes.includes(scope)) return;
  throw refusal('SCOPE_MISSING', { scope, scopes: identity.scopes.join(', ') }, { scope });
}
