import { refusal } from '../errors';
import type { Viewer } from '../store/viewer';

/**
 * What the token of a program can be limited to: `read` (queries, subscriptions and files), `operations` (the mutations that
 * hooks may call), `administration` (all other mutations), `workflows:run` (the routes of the Workflows API, and their mutations).
 */
export const scopes = ['read', 'operations', 'administration', 'workflows:run'] as const;

export type Scope = (typeof scopes)[number];

/** Who calls, and what his log-in lets him do. */
export interface Identity {
  /** Whom the call runs as. */
  viewer: Viewer;
  /** What his token is limited to; null: all that the viewer may. */
  scopes: readonly Scope[] | null;
  /** The system-operation user who acts as the viewer; null: the viewer is himself. */
  impersonator: Viewer | null;
  /** Whether this is the viewer's password. Slowed down like log-ins: throws LOG_IN_TOO_OFTEN. */
  verifyPassword(password: string): Promise<boolean>;
}

/** Whether that is one of the scopes. */
export function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text);
}

/** Lets pass who may use the scope: whoever did not log in by a token that lacks it. Throws SCOPE_MISSING. */
export function requireScope(identity: Pick<Identity, 'scopes'> | null, scope: Scope): void {
  if (!identity?.scopes || identity.scopes.includes(scope)) return;
  throw refusal('SCOPE_MISSING', { scope, scopes: identity.scopes.join(', ') }, { scope });
}
