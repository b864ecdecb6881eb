import type { Transaction } from '../../store/transaction';

/** Has all that changes the views of one owner go one after the other until its transaction ends. */
export async function lockViews(tx: Transaction, ownerId: number): Promise<void> {
  await tx.$queryRaw`SELECT FROM "user" WHERE id = ${ownerId} FOR NO KEY UPDATE`;
}
