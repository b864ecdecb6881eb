import { sql } from '../sql';
import type { Database } from '../store/openDatabase';
import { selectViewer, type Viewer } from '../store/viewer';

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
