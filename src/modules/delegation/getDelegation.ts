import { refusal } from '../../errors';
import type { Prisma } from '../../generated/prisma/client';
import { idKey } from '../../relay/idKey';
import type { Transaction } from '../../store/transaction';
import type { Viewer } from '../../store/viewer';
import { canDelegate, canSeeDelegation } from './access';

const include = { delegator: { select: { userName: true } }, delegatee: { select: { userName: true } } };

/** A delegation with the names of its two persons. */
export type NamedDelegation = Prisma.DelegationGetPayload<{ include: typeof include }>;

/** The delegation that an input names, which the viewer may change. Throws DELEGATION_NOT_FOUND, DELEGATION_FORBIDDEN, ID_INVALID. */
export async function getDelegation(tx: Transaction, viewer: Viewer, id: string): Promise<NamedDelegation> {
  const found = await tx.delegation.findUnique({ where: { id: idKey('id', id, 'Delegation')?.[0] ?? 0 }, include });
  if (!found || !canSeeDelegation(found, viewer)) throw refusal('DELEGATION_NOT_FOUND', { delegation: id });
  if (!canDelegate(found.delegatorId, viewer)) throw refusal('DELEGATION_FORBIDDEN', { viewer: viewer.userName });
  return found;
}
