import { refusal } from '../../errors';
import type { Transaction } from '../../store/transaction';

/** The IDs of the users of these names, each once. Throws USERS_UNKNOWN, naming all that do not exist. */
export async function getUserIds(tx: Transaction, userNames: readonly string[]): Promise<number[]> {
  const users = await tx.user.findMany({ where: { userName: { in: [...userNames] } }, select: { id: true, userName: true } });
  const unknown = userNames.filter((name) => !users.some(({ userName }) => userName === name));
  if (unknown.length > 0) throw refusal('USERS_UNKNOWN', { users: unknown.join(', ') }, { users: unknown });
  return users.map(({ id }) => id);
}
