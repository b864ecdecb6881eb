import type { HookAnswer } from './hookRequest';

/** The answer, saying that it was given before, under the same Idempotency-Key. */
export function markReplayed(answer: HookAnswer): HookAnswer {
  return { ...answer, headers: { ...answer.headers, 'Idempotent-Replayed': 'true' } };
}
