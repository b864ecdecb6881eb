import type { Transaction } from '../../store/transaction';
import type { Facts } from '../audit/toChanges';

/** What the audit trail compares of a version of a process; of its definition the SHA-256. */
export async function describeProcess(tx: Transaction, id: number): Promise<Facts> {
  const { definitionHash, folder, ...facts } = await tx.process.findUniqueOrThrow({
    where: { id },
    select: { name: true, version: true, description: true, state: true, definitionHash: true, folder: { select: { name: true } } },
  });
  return { ...facts, folder: folder.name, definition: definitionHash };
}
