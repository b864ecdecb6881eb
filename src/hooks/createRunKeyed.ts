import type { Answered } from '../store/loadHook';
import type { Idempotency } from '../store/idempotency';
import { createRunOnce, type KeyedCall } from './createRunOnce';
import type { HookAnswer } from './hookRequest';

/** A call that may have an Idempotency-Key. */
export interface MaybeKeyed extends Pick<KeyedCall<HookAnswer>, 'answered'> {
  reload: () => Promise<Answered | null>;
  idempotency: Idempotency | null;
  /** Runs it; with an earlier answer it only shapes that one again. */
  run: (exchange: { idempotency: Idempotency | null; answered: Answered | null }) => Promise<HookAnswer>;
}

/** Runs calls so that those of one Idempotency-Key have one effect: see `createRunOnce`. A repeat is marked `Idempotent-Replayed`. */
export function createRunKeyed(): (call: MaybeKeyed) => Promise<HookAnswer> {
  const runOnce = createRunOnce<HookAnswer>();
  return ({ idempotency, answered, reload, run }) => {
    if (idempotency === null) return run({ idempotency: null, answered: null });
    return runOnce({
      ...idempotency,
      answered,
      reload,
      run: () => run({ idempotency, answered: null }),
      async replay(earlier) {
        const answer = await run({ idempotency: null, answered: earlier });
        return { ...answer, headers: { ...answer.headers, 'Idempotent-Replayed': 'true' } };
      },
    });
  };
}
