import { refusal } from '../../errors';
import { idKey } from '../../relay/idKey';
import type { Transaction } from '../../store/transaction';
import type { GroupRow } from './groupRow';

/** The group that an input names by ID, by name, or both. Throws GROUP_NOT_FOUND, REFERENCE_MISSING, ID_INVALID. */
export async function getGroup(tx: Transaction, { id, name }: { id?: string | null; name?: string | null }): Promise<GroupRow> {
  const key = idKey('id', id, 'Group')?.[0];
  if (key === undefined && name == null) throw refusal('REFERENCE_MISSING', { what: 'A group ID or name' });
  const group = await tx.group.findFirst({ where: { ...(key !== undefined && { id: key }), ...(name != null && { name }) } });
  if (!group) throw refusal('GROUP_NOT_FOUND', { group: name ?? id ?? '' });
  return group;
}
