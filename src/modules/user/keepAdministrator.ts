import { refusal } from '../../errors';
import type { Database } from '../../store/openDatabase';
import { transaction, type Transaction } from '../../store/transaction';
import { lockUsers } from './lockUsers';

/**
 * Changes users in one transaction, and only if an active administrator is left: nobody could let anybody in again without
 * one. Throws LAST_ADMINISTRATOR.
 */
export function keepAdministrator<Result>(db: Database, change: (tx: Transaction) => Promise<Result>): Promise<Result> {
  return transaction(db, async (tx) => {
    // Two administrators who shut each other out at once: the second waits here, and then sees what the first did.
    await lockUsers(tx);
    const result = await change(tx);
    const left = await tx.user.findFirst({ where: { isAdministrator: true, status: 'ACTIVE' }, select: { id: true } });
    if (!left) throw refusal('LAST_ADMINISTRATOR', {});
    return result;
  });
}
