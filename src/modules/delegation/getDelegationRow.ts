import { refusal } from '../../errors';
import type { Context } from '../../context';
import { toGlobalId } from '../../relay/globalId';
import type { DelegationRow } from './delegationRow';
import { loadDelegationRow } from './loadDelegationRow';

/** The delegation of that ID. Throws DELEGATION_NOT_FOUND where there is none that the viewer may see. */
export async function getDelegationRow(context: Context, id: number): Promise<DelegationRow> {
  const row = await loadDelegationRow(context, id);
  if (!row) throw refusal('DELEGATION_NOT_FOUND', { delegation: toGlobalId('Delegation', id) });
  return row;
}
