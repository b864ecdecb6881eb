import type { Context } from '../../context';
import { loadAnswered } from '../../store/loadAnswered';

/** Whether something has been answered under the call's Idempotency-Key since the call came in. False for a call without one. */
export async function isAnswered({ db, exchange }: Pick<Context, 'db' | 'exchange'>): Promise<boolean> {
  return exchange?.idempotency ? (await loadAnswered(db, exchange.idempotency)) !== null : false;
}
