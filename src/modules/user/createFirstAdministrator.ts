import { sql } from '../../sql';
import { hashPassword } from '../../identity/hashPassword';
import { transaction, type Database } from '../../store/openDatabase';
import { lockUsers } from './userRules';

/** Makes the administrator that a database without users begins with. False when it has users already. */
export async function createFirstAdministrator(db: Database, userName: string, password: string): Promise<boolean> {
  // Not by Prisma, which would load its compiler of queries: a server that is not administered never needs it.
  if ((await db.query(sql`SELECT id FROM "user" LIMIT 1`)).length > 0) return false;
  const passwordHash = await hashPassword(password);
  return transaction(db, async (tx) => {
    // Several processes may find the database empty at once.
    await lockUsers(tx);
    if (await tx.user.findFirst({ select: { id: true } })) return false;
    await tx.user.create({ data: { userName, passwordHash, isAdministrator: true } });
    return true;
  });
}
