import type { Transaction } from '../../store/transaction';

/**
 * Has all that changes users, or who is in which group, go one after the other until its transaction ends: the first thing
 * that it does. What only reads users, or refers to them as requests do, never waits.
 */
export async function lockUsers(tx: Transaction): Promise<void> {
  await tx.$executeRaw`LOCK TABLE "user" IN SHARE ROW EXCLUSIVE MODE`;
}
