import { refusal } from '../../errors';
import type { Transaction } from '../../store/transaction';
import type { GroupRow } from './groupRow';

/** The IDs of the groups of these names, each once; none is removed before the transaction ends. Throws GROUPS_UNKNOWN, naming all that do not exist. */
export async function getGroupIds(tx: Transaction, names: readonly string[]): Promise<number[]> {
  const groups = await tx.$queryRaw<GroupRow[]>`SELECT id, name FROM "group" WHERE name = ANY (${[...names]}) ORDER BY id FOR KEY SHARE`;
  const unknown = names.filter((name) => !groups.some((group) => group.name === name));
  if (unknown.length > 0) throw refusal('GROUPS_UNKNOWN', { groups: unknown.join(', ') }, { groups: unknown });
  return groups.map(({ id }) => id);
}
