import type { ProcessState } from '../../generated/prisma/client';
import type { Transaction } from '../../store/transaction';

/** Archives the other version of that name which is in this state, if only one may be. */
export async function yieldState(tx: Transaction, name: string, version: number, state: ProcessState): Promise<void> {
  if (state !== 'ACTIVE' && state !== 'TEST') return;
  await tx.process.updateMany({ where: { name, state, version: { not: version } }, data: { state: 'ARCHIVED' } });
}
