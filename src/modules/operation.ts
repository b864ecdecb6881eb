import type { Context } from '../context';

/** What a mutation does. `graphql/` makes its resolver, and refuses to start when a mutation has none, or one has no access rule. */
export interface Operation<Input, Payload> {
  /** The predicate that says who may. `run` asks it: a mutation cannot be without one. */
  access: (...subject: never[]) => boolean;
  /** Does it, and gives the payload but for `clientMutationId`. Throws refusals; nothing is written then. */
  run(context: Context, input: Input): Promise<Payload>;
  /** What of the payload is the input once more. It is not kept under an Idempotency-Key: who sends a call again sends that as well. */
  echo?(input: Input): object;
}
