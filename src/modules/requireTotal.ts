import { refusal } from '../errors';
import { limits } from '../limits';
import type { Transaction } from '../store/transaction';

/** What the whole server has only so many of. */
const totals = {
  callback: { limit: limits.callbacks.value, name: 'CALLBACKS_EXCEEDED', count: (tx: Transaction) => tx.callback.count() },
  application: { limit: limits.applications.value, name: 'APPLICATIONS_EXCEEDED', count: (tx: Transaction) => tx.application.count() },
} as const;

/**
 * Lets another one of a kind be made, where the server has fewer than it may. Of two at once the second waits until the first transaction ends, and
 * counts what that made. Throws CALLBACKS_EXCEEDED, APPLICATIONS_EXCEEDED.
 */
export async function requireTotal(tx: Transaction, kind: keyof typeof totals): Promise<void> {
  const { limit, name, count } = totals[kind];
  await tx.$queryRaw`SELECT pg_advisory_xact_lock(hashtext(${`total ${kind}`}))::text`;
  if ((await count(tx)) >= limit) throw refusal(name, { limit });
}
