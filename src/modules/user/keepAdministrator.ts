import { refusal } from '../../errors';
import type { Transaction } from '../../store/transaction';

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

/**
 * Has all that changes users, or who is in which group, go one after the other until its transaction ends: the first thing
 * that it does. What only reads users, or refers to them as requests do, never waits.
 */
export async function lockUsers(tx: Transaction): Promise<void> {
  await tx.$executeRaw`LOCK TABLE "user" IN SHARE ROW EXCLUSIVE MODE`;
}
