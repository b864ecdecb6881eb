import { refusal } from '../../errors';
import { idKey } from '../../relay/idKey';
import type { Transaction } from '../../store/transaction';
import type { GroupRow } from './groupRow';

/** The group that an input names by ID, by name, or both. Throws GROUP_NOT_FOUND, REFERENCE_MISSING, REFERENCES_DISAGREE, ID_INVALID. */
export async function getGroup(tx: Transaction, { id, name }: { id?: string | null; name?: string | null }): Promise<GroupRow> {
  const key = idKey('id', id, 'Group')?.[0];
  if (key === undefined && name == null) throw refusal('REFERENCE_MISSING', { what: 'A group ID or name' });
  const found = await tx.group.findMany({
    where: { OR: [...(key === undefined ? [] : [{ id: key }]), ...(name == null ? [] : [{ name }])] },
  });
  const meansTwo = found.some((group) => (key !== undefined && group.id !== key) || (name != null && group.name !== name));
  if (meansTwo) throw refusal('REFERENCES_DISAGREE', { first: 'id', second: 'name' });
  const [group] = found;
  if (!group) throw refusal('GROUP_NOT_FOUND', { group: name ?? id ?? '' });
  return group;
}
