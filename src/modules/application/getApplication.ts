import { refusal } from '../../errors';
import type { Application } from '../../generated/prisma/client';
import { idKey } from '../../relay/idKey';
import type { Transaction } from '../../store/transaction';

/**
 * The application that an input names, to be changed or removed: what else does so to any waits until the transaction ends. The
 * first that a transaction asks for. Throws APPLICATION_NOT_FOUND, ID_INVALID.
 */
export async function getApplication(tx: Transaction, globalId: string): Promise<Application> {
  const id = idKey('id', globalId, 'Application')?.[0] ?? 0;
  // Two that take the same name at once: the second waits here and then sees it. One lock for all: by row and table they could meet crosswise.
  await tx.$executeRaw`LOCK TABLE application IN SHARE ROW EXCLUSIVE MODE`;
  const application = await tx.application.findUnique({ where: { id } });
  if (!application) throw refusal('APPLICATION_NOT_FOUND', { application: globalId });
  return application;
}
