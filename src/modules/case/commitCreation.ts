import type { Sql } from '@prisma/client/runtime/client';
import type { Context } from '../../context';
import { commitOwned } from '../../store/commitOwned';
import { keepAnswered } from '../keepAnswered';

/** Writes a new row that nothing else is decided on (an INSERT under the condition `EXISTS (SELECT FROM allowed)`), and gives the payload. Throws OWNED_EXCEEDED, IDEMPOTENCY_KEY_TAKEN. */
export async function commitCreation<Payload extends object>(
  context: Context,
  kind: 'cases' | 'parameters',
  write: Sql,
  payload: Payload,
): Promise<Payload> {
  const { db, clock, viewer, mostOwned } = context;
  const creation = { over: null, write, room: { kind, owner: viewer, most: mostOwned[kind] }, at: clock.now() };
  // It touches no request, whatever the caller's own data look like.
  const isDone = await keepAnswered(context, payload, (kept) => commitOwned(db, { ...creation, ...kept }), []);
  if (!isDone) throw new Error('A new row does not fit what it refers to');
  return payload;
}
