import { refusal } from '../../errors';
import type { Application } from '../../generated/prisma/client';
import { idKey } from '../../relay/idKey';
import type { Transaction } from '../../store/transaction';

/**
 * The application that an input names; what else changes or removes it waits until the transaction ends. Throws
 * APPLICATION_NOT_FOUND, ID_INVALID.
 */
export async function getApplication(tx: Transaction, globalId: string): Promise<Application> {
  const id = idKey('id', globalId, 'Application')?.[0] ?? 0;
  await tx.$queryRaw`SELECT FROM application WHERE id = ${id} FOR NO KEY UPDATE`;
  const application = await tx.application.findUnique({ where: { id } });
  if (!application) throw refusal('APPLICATION_NOT_FOUND', { application: globalId });
  return application;
}
