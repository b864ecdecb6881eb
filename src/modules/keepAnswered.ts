import type { Context } from '../context';
import { refusal } from '../errors';
import { fromGlobalId } from '../relay/globalId';
import type { Sql } from '../sql';
import type { ChangeSet, CommitResult } from '../store/commitChanges';
import { commitOwned } from '../store/commitOwned';
import { isObject } from './guards';

/** What is committed with an effect: the answer, where the call has an Idempotency-Key, and the entry of the call in the log. */
type Kept = Pick<ChangeSet, 'answer' | 'delivery'>;

/** What answers call the ID of a request, of an action or of a comment. */
const field = /^(request|action|comment)Ids?$/;
const maxFieldCharacters = 60;

/**
 * Commits something together with the answer and the call's entry in the log. False when it was decided on what is no longer so: load and
 * decide again. Throws IDEMPOTENCY_KEY_TAKEN when another call with that key was faster; the hook gives its answer then.
 *
 * @param requestIds the requests that are created or touched: those that the answer names, where it is not said
 */
export async function keepAnswered(
  { exchange }: Pick<Context, 'exchange'>,
  payload: object,
  commit: (kept: Kept) => Promise<CommitResult>,
  requestIds?: number[],
): Promise<boolean> {
  const delivery = exchange?.delivery ?? null;
  if (delivery) delivery.requestIds = requestIds ?? requestsIn(payload);
  const result = await commit({ answer: exchange?.idempotency ? { ...exchange.idempotency, payload } : null, delivery });
  if (result === 'KEY_TAKEN') throw refusal('IDEMPOTENCY_KEY_TAKEN', {});
  if (delivery && result === 'COMMITTED') delivery.isWritten = true;
  return result === 'COMMITTED';
}

/**
 * The numbers of the requests that an answer names by global IDs, of themselves or of what is in them, each once: in its own fields, and in
 * those of its `runs`. What is below may be anything that a caller sent.
 */
export function requestsIn(answer: object): number[] {
  const { runs } = answer as { runs?: unknown };
  const parts = [answer, ...(Array.isArray(runs) ? runs.filter(isObject) : [])];
  const ids = parts.flatMap((part) => Object.entries(part).flatMap(([name, value]): unknown[] => (field.test(name) ? [value].flat() : [])));
  return [...new Set(ids.flatMap((id) => numberOf(id) ?? []))];
}

function numberOf(id: unknown): number | undefined {
  const [request] = (typeof id === 'string' && id.length <= maxFieldCharacters && fromGlobalId(id)?.key) || [];
  return request;
}

/** Writes a new row that nothing else is decided on (an INSERT under the condition `EXISTS (SELECT FROM allowed)`), and gives the payload. Throws OWNED_EXCEEDED, IDEMPOTENCY_KEY_TAKEN. */
export async function commitCreation<Payload extends object>(
  context: Context,
  kind: 'cases' | 'parameters',
  write: Sql,
  payload: Payload,
): Promise<Payload> {
  const { db, clock, viewer, ownedLimits } = context;
  const creation = { over: null, write, quota: { kind, owner: viewer, max: ownedLimits[kind] }, at: clock.now() };
  // It touches no request, whatever the caller's own data look like.
  const isDone = await keepAnswered(context, payload, (kept) => commitOwned(db, { ...creation, ...kept }), []);
  if (!isDone) throw new Error('A new row does not fit what it refers to');
  return payload;
}

/**
 * Runs `attempt` until it gives something, with random pauses that grow (1.6 s in all on average), so that several
 * processes do not meet again; gives null when all tries are used up.
 */
export async function tryAgain<Result>(attempt: () => Promise<Result | null>, maxTries = 25): Promise<Result | null> {
  for (let tries = 1; tries <= maxTries; tries += 1) {
    const result = await attempt();
    if (result !== null) return result;
    if (tries < maxTries) await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * tries));
  }
  return null;
}
