import type { Viewer } from '../store/viewer';
import type { Scope } from './scopes';

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
