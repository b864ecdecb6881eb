import type { Answered } from '../store/loadHook';
import type { Idempotency } from '../store/idempotency';
import { createRunOnce, type KeyedCall } from './createRunOnce';

/** A call that may have an Idempotency-Key. */
export interface MaybeKeyed<Payload> extends Pick<KeyedCall<Payload>, 'answered'> {
  reload: () => Promise<Answered | null>;
  idempotency: Idempotency | null;
  /** Runs it; with an earlier answer it only shapes that one again. */
  run: (exchange: { idempotency: Idempotency | null; answered: Answered | null }) => Promise<Payload>;
}

/** Runs calls so that those of one Idempotency-Key have one effect: see `createRunOnce`. */
export function createRunKeyed<Payload>(): (call: MaybeKeyed<Payload>) => Promise<Payload> {
  const runOnce = createRunOnce<Payload>();
  return ({ idempotency, answered, reload, run }) => {
    if (idempotency === null) return run({ idempotency: null, answered: null });
    return runOnce({
      ...idempotency,
      answered,
      reload,
      run: () => run({ idempotency, answered: null }),
      replay: (earlier) => run({ idempotency: null, answered: earlier }),
    });
  };
}
