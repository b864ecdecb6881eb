import type { Context } from '../../context';
import { refusal } from '../../errors';
import { idKey } from '../../relay/idKey';

/** The key of the application that an input names. Throws APPLICATION_NOT_FOUND, ID_INVALID. */
export async function getApplicationId({ db }: Context, id: string): Promise<number> {
  const key = idKey('id', id, 'Application')?.[0] ?? 0;
  const found = await db.prisma.application.findUnique({ where: { id: key }, select: { id: true } });
  if (!found) throw refusal('APPLICATION_NOT_FOUND', { application: id });
  return key;
}
