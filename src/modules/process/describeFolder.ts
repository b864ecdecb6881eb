import type { Transaction } from '../../store/transaction';
import type { Facts } from '../audit/toChanges';

/** What the audit trail compares of a folder. */
export async function describeFolder(tx: Transaction, id: number): Promise<Facts> {
  const { name, managerUsers, managerGroups } = await tx.folder.findUniqueOrThrow({
    where: { id },
    include: {
      managerUsers: { select: { user: { select: { userName: true } } }, orderBy: { user: { userName: 'asc' } } },
      managerGroups: { select: { group: { select: { name: true } } }, orderBy: { group: { name: 'asc' } } },
    },
  });
  return {
    name,
    managerUserNames: managerUsers.map(({ user }) => user.userName),
    managerGroupNames: managerGroups.map(({ group }) => group.name),
  };
}
