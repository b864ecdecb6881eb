import { refusal } from '../../errors';
import type { Transaction } from '../../store/transaction';

/** Nobody could let anybody in again without one. Throws LAST_ADMINISTRATOR when no active administrator is left. */
export async function keepAdministrator(tx: Transaction): Promise<void> {
  // Two administrators who shut each other out at once: the second waits here and then sees it.
  const left = await tx.$queryRaw<unknown[]>`SELECT id FROM "user" WHERE is_administrator AND status = 'ACTIVE' ORDER BY id FOR UPDATE`;
  if (left.length === 0) throw refusal('LAST_ADMINISTRATOR', {});
}
