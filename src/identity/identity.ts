import { refusal } from '../errors';
import { sql } from '../sql';
import type { Database } from '../store/openDatabase';
import { selectViewer, type Viewer } from '../store/viewer';

/**
 * What the token of a program can be limited to: `read` (queries, subscriptions and files), `operations` (the mutations that
 * hooks may call), `administration` (all other mutations), `workflows:run` (the routes of the Workflows API, and their mutations).
 */
export const scopes = ['read', 'operations', 'administration', 'workflows:run'] as const;

export type Scope = (typeof scopes)[number];

/** Who calls, and what their log-in lets them do. */
export interface Identity {
  /** Whom the call runs as. */
  viewer: Viewer;
  /** What their token is limited to; null: all that the viewer may. */
  scopes: readonly Scope[] | null;
  /** The system-operation user who acts as the viewer; null: the viewer is themselves. */
  impersonator: Viewer | null;
  /** Resolves to whether this is the viewer's password. Slowed down like log-ins: throws LOG_IN_TOO_OFTEN. */
  verifyPassword(password: string): Promise<boolean>;
}

/** Returns whether that is one of the scopes. */
export function isScope(text: string): text is Scope {
  return (scopes as readonly string[]).includes(text);
}

/** Lets pass who may use the scope: anyone who did not log in by a token that lacks it. Throws SCOPE_MISSING. */
export function requireScope(identity: Pick<Identity, 'scopes'> | null, scope: Scope): void {
  if (!identity?.scopes || identity.scopes.includes(scope)) return;
  throw refusal('SCOPE_MISSING', { scope, scopes: identity.scopes.join(', ') }, { scope });
}

/** A user, with the hash of the password; null: no password. */
export interface FoundUser {
  viewer: Viewer;
  passwordHash: string | null;
}

/** The user of that name, in whatever form of Unicode; null if there is none. */
export async function loadUser(db: Database, userName: string): Promise<FoundUser | null> {
  const name = userName.normalize('NFC');
  return db.configuration.get<FoundUser>(`user ${name}`, async () => {
    const [row] = await db.read<Viewer & { passwordHash: string | null }>(
      sql`SELECT viewer.*, (SELECT password_hash FROM "user" WHERE id = viewer.id) AS "passwordHash"
        FROM (${selectViewer} WHERE u.user_name = ${name}) viewer`,
    );
    if (!row) return null;
    const { passwordHash, ...viewer } = row;
    return { viewer, passwordHash };
  });
}
