import { refusal } from '../../errors';
import type { Transaction } from '../../store/transaction';
import { lockUsers } from './lockUsers';

/**
 * Changes users, and only if an active administrator is left: nobody could let anybody in again without one. The first thing
 * that a transaction does. Throws LAST_ADMINISTRATOR.
 */
export async function keepAdministrator<Result>(tx: Transaction, change: () => Promise<Result>): Promise<Result> {
  // Two administrators who shut each other out at once: the second waits here, and then sees what the first did.
  await lockUsers(tx);
  const result = await change();
  const left = await tx.user.findFirst({ where: { isAdministrator: true, status: 'ACTIVE' }, select: { id: true } });
  if (!left) throw refusal('LAST_ADMINISTRATOR', {});
  return result;
}
