import type { ProcessState } from '../../generated/prisma/client';
import type { Transaction } from '../../store/transaction';
import type { Audit } from '../audit/audited';
import { processSubject } from './processSubject';

/** Archives the other version of that name which is in this state, if only one may be. */
export async function yieldState(tx: Transaction, audit: Audit, name: string, version: number, state: ProcessState): Promise<void> {
  if (state !== 'ACTIVE' && state !== 'TEST') return;
  const where = { name, state, version: { not: version } };
  for (const archived of await tx.process.updateManyAndReturn({ where, data: { state: 'ARCHIVED' } })) {
    audit(processSubject(archived), { state }, { state: archived.state });
  }
}
