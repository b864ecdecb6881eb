import { refusal } from '../errors';
import type { Idempotency } from '../store/idempotency';
import type { Answered } from '../store/loadHook';
import { differenceOf } from './toIdempotency';

/** How long a repeat waits for the call that it repeats, in milliseconds. */
const longest = 10_000;

/** One call with an Idempotency-Key. */
export interface KeyedCall<Answer> extends Idempotency {
  /** What was answered under the key when the call came in. */
  answered: Answered | null;
  /** What is answered under it by now. */
  reload(): Promise<Answered | null>;
  run(): Promise<Answer>;
  /** Gives an earlier answer again. */
  replay(answered: Answered): Promise<Answer>;
}

/**
 * Runs calls with an Idempotency-Key so that one of each key has its effect, and its repeats get its answer. What is still
 * running in this process is waited for; what runs in another process meets at the key in the database. Throws
 * IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_TAKEN.
 */
export function createRunOnce<Answer>(): (call: KeyedCall<Answer>) => Promise<Answer> {
  const running = new Map<string, Promise<unknown>>();

  function replay(call: KeyedCall<Answer>, answered: Answered): Promise<Answer> {
    const difference = differenceOf(call, answered.bodyHash);
    if (difference !== null) throw refusal('IDEMPOTENCY_KEY_REUSED', { difference });
    return call.replay(answered);
  }

  async function runNow(call: KeyedCall<Answer>): Promise<Answer> {
    try {
      return await call.run();
    } catch (error) {
      // What refused it may be the effect of the same call, done elsewhere meanwhile.
      const answered = await call.reload();
      if (!answered) throw error;
      return replay(call, answered);
    }
  }

  return async (call) => {
    if (call.answered) return replay(call, call.answered);
    const name = `${call.scope} ${call.key}`;
    const deadline = Date.now() + longest;
    for (let other = running.get(name); other; other = running.get(name)) {
      await withTimeout(other, deadline - Date.now());
      if (Date.now() >= deadline) throw refusal('IDEMPOTENCY_KEY_TAKEN', {});
      const answered = await call.reload();
      if (answered) return replay(call, answered);
    }
    const own = runNow(call);
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
