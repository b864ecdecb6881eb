import { hashPassword } from '../../identity/hashPassword';
import type { Database } from '../../store/openDatabase';
import { transaction } from '../../store/transaction';
import { lockUsers } from './lockUsers';

/** Makes the administrator that a database without users begins with. False when it has users already. */
export async function createFirstAdministrator(db: Database, userName: string, password: string): Promise<boolean> {
  if (await db.prisma.user.findFirst({ select: { id: true } })) return false;
  const passwordHash = await hashPassword(password);
  return transaction(db, async (tx) => {
    // Several processes may find the database empty at once.
    await lockUsers(tx);
    if (await tx.user.findFirst({ select: { id: true } })) return false;
    await tx.user.create({ data: { userName, passwordHash, isAdministrator: true } });
    return true;
  });
}
