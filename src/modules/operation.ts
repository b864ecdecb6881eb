import type { Context } from '../context';

/** What a mutation does. `graphql/` makes its resolver, and refuses to start when a mutation has none. */
export interface Operation<Input, Payload> {
  /**
   * Checks the caller's rights, does it, and resolves to the payload without `clientMutationId`. Throws refusals; nothing is written then.
   * `administer`, `changeRequest`, `changeAction` and `startRequest` check the rights themselves, where the rows that decide are loaded.
   */
  run(context: Context, input: Input): Promise<Payload>;
  /** Returns what of the payload is the input once more. It is not kept under an Idempotency-Key: who sends a call again sends that as well. */
  echo?(input: Input): object;
}
