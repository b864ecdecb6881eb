import { refusal } from '../../errors';
import type { Transaction } from '../../store/transaction';

/** Throws VIEW_EXISTS where the owner has another view of that name. */
export async function checkNamesake(tx: Transaction, view: { id?: number; ownerId: number; name: string }): Promise<void> {
  const { ownerId, name } = view;
  const namesake = await tx.view.findUnique({ where: { ownerId_name: { ownerId, name } } });
  if (namesake && namesake.id !== view.id) throw refusal('VIEW_EXISTS', { view: name });
}
