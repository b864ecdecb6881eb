import type { IncomingHttpHeaders } from 'node:http';
import type { Exchange } from '../context';
import { refusal } from '../errors';
import type { Idempotency } from '../store/idempotency';
import type { Answered, Hook } from '../store/load/loadHook';
import type { HookAnswer } from './hookRequest';
import { differenceOf } from './toIdempotency';

/** How long a repeat waits for the call that it repeats, in milliseconds. */
const maxWaitMs = 10_000;

/** A call that may have an Idempotency-Key. */
export interface KeyedCall<Answer> {
  /** Null for a call without a key. */
  idempotency: Idempotency | null;
  /** What was answered under the key when the call came in. */
  answered: Answered | null;
  /** Resolves to what is answered under it by now. */
  reload(): Promise<Answered | null>;
  /** Runs it; with an earlier answer it only gives that one again. */
  run(exchange: Pick<Exchange, 'idempotency' | 'answered'>): Promise<Answer>;
}

/**
 * Runs calls so that one of each Idempotency-Key has its effect, and its repeats get its answer. What is still running in this server process
 * is waited for; what runs in another one meets at the key in the database. Throws IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_TAKEN.
 */
export function createRunOnce<Answer>(): (call: KeyedCall<Answer>) => Promise<Answer> {
  const running = new Map<string, Promise<unknown>>();

  function repeat(call: KeyedCall<Answer>, idempotency: Idempotency, answered: Answered): Promise<Answer> {
    const difference = differenceOf(idempotency, answered.bodyHash);
    if (difference !== null) throw refusal('IDEMPOTENCY_KEY_REUSED', { difference });
    return call.run({ idempotency: null, answered });
  }

  async function runNow(call: KeyedCall<Answer>, idempotency: Idempotency): Promise<Answer> {
    try {
      return await call.run({ idempotency, answered: null });
    } catch (error) {
      // What refused it may be the effect of the same call, done elsewhere meanwhile.
      const answered = await call.reload();
      if (!answered) throw error;
      return repeat(call, idempotency, answered);
    }
  }

  return async (call) => {
    const { idempotency } = call;
    if (!idempotency) return call.run({ idempotency: null, answered: null });
    if (call.answered) return repeat(call, idempotency, call.answered);
    const name = `${idempotency.scope} ${idempotency.key}`;
    const deadline = Date.now() + maxWaitMs;
    for (let other = running.get(name); other; other = running.get(name)) {
      await withTimeout(other, deadline - Date.now());
      if (Date.now() >= deadline) throw refusal('IDEMPOTENCY_KEY_TAKEN', {});
      const answered = await call.reload();
      if (answered) return repeat(call, idempotency, answered);
    }
    const own = runNow(call, idempotency);
    const ended = own.catch(() => undefined).finally(() => running.delete(name));
    running.set(name, ended);
    return own;
  };
}

/** Ends with `work`, or after so many milliseconds. */
async function withTimeout(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise((resolve) => {
    timer = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, timeout]);
  clearTimeout(timer);
}

/** The answer, saying that it was given before, under the same Idempotency-Key. */
export function markReplayed(answer: HookAnswer): HookAnswer {
  return { ...answer, headers: { ...answer.headers, 'Idempotent-Replayed': 'true' } };
}

/**
 * The key that makes a call one with its repeats, null for none: its Idempotency-Key. Where a hook's calls are signed by Standard Webhooks it is
 * the webhook-id, which is signed: a recorded call with another Idempotency-Key would have its effect again.
 */
export function readIdempotencyKey(headers: IncomingHttpHeaders, hook?: Pick<Hook, 'signature'>): string | null {
  const key = headers[hook?.signature?.scheme === 'STANDARD_WEBHOOKS' ? 'webhook-id' : 'idempotency-key'];
  return typeof key === 'string' ? key : null;
}

/** Returns what a hook is asked for that may be the key of a call, before it is known which. */
export function readKeys(headers: IncomingHttpHeaders): { idempotencyKey: string | null; webhookId: string | null } {
  const { 'webhook-id': id } = headers;
  return { idempotencyKey: readIdempotencyKey(headers), webhookId: typeof id === 'string' ? id : null };
}
