import type { Transaction } from '../../store/transaction';
import type { Facts } from '../audit/toChanges';

/** What the audit trail compares of a user. */
export async function describeUser(tx: Transaction, id: number): Promise<Facts> {
  const user = await tx.user.findUniqueOrThrow({
    where: { id },
    omit: { id: true, createdAt: true },
    include: { groups: { select: { group: { select: { name: true } } }, orderBy: { group: { name: 'asc' } } } },
  });
  const { passwordHash: password, groups, ...facts } = user;
  return { ...facts, password, groupNames: groups.map(({ group }) => group.name) };
}
