import { createHash, randomBytes } from 'node:crypto';
import { limits } from '../limits';
import { sql } from '../sql';
import type { Database } from '../store/openDatabase';
import { selectViewer, type Viewer } from '../store/viewer';

/** The sessions of browsers: each is a row with the hash of its token, which the browser keeps in a cookie. */
export interface Sessions {
  /** Begins a session of this user, and returns its token. The oldest sessions beyond the limit per user end. */
  begin(userId: number): Promise<string>;
  /** The user of a session; null where it has ended or expired, its user is not active, or the user's password has changed. */
  find(token: string): Promise<Viewer | null>;
  /** Ends a session, with all others of its user where `everywhere`. */
  end(token: string, everywhere: boolean): Promise<void>;
}

type Row = Viewer & { expiresAt: Date };

const hashOf = (token: string) => createHash('sha256').update(token).digest();
// A new password ends the sessions that were begun with the old one.
const stamp = sql`md5(COALESCE(p.password_hash, ''))`;
/** `session s` with its user p, without those that a new password ended. */
export const fromSession = sql`FROM session s JOIN "user" p ON p.id = s.user_id AND ${stamp} = s.password_stamp`;

/** The sessions in this database. The end of one counts at once on all servers. */
export function createSessions(db: Database): Sessions {
  const { value: seconds } = limits.sessionSeconds;
  const { value: maxSessions } = limits.userSessions;

  async function load(hash: Buffer): Promise<{ viewer: Viewer; expiresAt: Date } | null> {
    const [row] = await db.read<Row>(
      sql`SELECT viewer.*, s.expires_at AS "expiresAt" ${fromSession}
        JOIN LATERAL (${selectViewer} WHERE u.id = s.user_id) viewer ON true WHERE s.token_hash = ${hash}`,
    );
    if (!row) return null;
    const { expiresAt, ...viewer } = row;
    return { viewer, expiresAt };
  }

  return {
    async begin(userId) {
      const token = randomBytes(32).toString('base64url');
      await db.query(sql`
        WITH gone AS (
          DELETE FROM session WHERE user_id = ${userId}::int AND (expires_at <= now() OR id IN (
            SELECT id FROM session WHERE user_id = ${userId}::int ORDER BY id DESC OFFSET ${maxSessions - 1}::int))
        )
        INSERT INTO session (token_hash, user_id, password_stamp, expires_at)
        SELECT ${hashOf(token)}::bytea, p.id, ${stamp}, now() + ${seconds}::int * interval '1 second' FROM "user" p WHERE p.id = ${userId}::int`);
      return token;
    },
    async find(token) {
      const hash = hashOf(token);
      const found = await db.configuration.get(`session ${hash.toString('base64')}`, () => load(hash));
      return found?.viewer.status === 'ACTIVE' && found.expiresAt.getTime() > Date.now() ? found.viewer : null;
    },
    async end(token, everywhere) {
      const own = sql`SELECT user_id FROM session WHERE token_hash = ${hashOf(token)}`;
      await db.query(
        everywhere ? sql`DELETE FROM session WHERE user_id IN (${own})` : sql`DELETE FROM session WHERE token_hash = ${hashOf(token)}`,
      );
    },
  };
}
