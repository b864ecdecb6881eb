import { refusal } from '../../errors';
import type { Callback } from '../../generated/prisma/client';
import { idKey } from '../../relay/idKey';
import type { Transaction } from '../../store/transaction';

/**
 * The callback that an input names, to be changed or removed: what else does so waits until the transaction ends. Throws
 * CALLBACK_NOT_FOUND, ID_INVALID.
 */
export async function getCallback(tx: Transaction, globalId: string): Promise<Callback> {
  const id = idKey('id', globalId, 'Callback')?.[0] ?? 0;
  await tx.$queryRaw`SELECT FROM callback WHERE id = ${id} FOR UPDATE`;
  const callback = await tx.callback.findUnique({ where: { id } });
  if (!callback) throw refusal('CALLBACK_NOT_FOUND', { callback: globalId });
  return callback;
}
