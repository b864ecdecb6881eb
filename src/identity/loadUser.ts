import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Database } from '../store/openDatabase';
import { selectViewer, type Viewer } from '../store/viewer';

/** The user of that name, in whatever form of Unicode, with the hash of the password (null: no password); null if there is none. */
export async function loadUser(db: Database, userName: string): Promise<{ viewer: Viewer; passwordHash: string | null } | null> {
  const rows = await db.read<Viewer & { passwordHash: string | null }>(
    sql`SELECT viewer.*, (SELECT password_hash FROM "user" WHERE id = viewer.id) AS "passwordHash"
      FROM (${selectViewer} WHERE u.user_name = ${userName.normalize('NFC')}) viewer`,
  );
  if (!rows[0]) return null;
  const { passwordHash, ...viewer } = rows[0];
  return { viewer, passwordHash };
}
