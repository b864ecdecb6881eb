import type { Transaction } from '../../store/transaction';
import type { Facts } from '../audit/toChanges';

/** What the audit trail compares of a group. */
export async function describeGroup(tx: Transaction, id: number): Promise<Facts> {
  const { name, members } = await tx.group.findUniqueOrThrow({
    where: { id },
    include: { members: { select: { user: { select: { userName: true } } }, orderBy: { user: { userName: 'asc' } } } },
  });
  return { name, userNames: members.map(({ user }) => user.userName) };
}
