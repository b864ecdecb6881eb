import { refusal } from '../../errors';
import type { Transaction } from '../../store/transaction';

/** The IDs of the groups of these names, each once. Throws GROUPS_UNKNOWN, naming all that do not exist. */
export async function getGroupIds(tx: Transaction, names: readonly string[]): Promise<number[]> {
  const groups = await tx.group.findMany({ where: { name: { in: [...names] } }, select: { id: true, name: true } });
  const unknown = names.filter((name) => !groups.some((group) => group.name === name));
  if (unknown.length > 0) throw refusal('GROUPS_UNKNOWN', { groups: unknown.join(', ') }, { groups: unknown });
  return groups.map(({ id }) => id);
}
