import type { Context } from '../context';
import { isTooDeep, isStorable } from '../engine/measureJson';
import type { Json } from '../engine/state';
import { refusal } from '../errors';
import { limits } from '../limits';
import type { Operation } from '../modules/operation';

const maxLevels = limits.jsonLevels.value;

interface AnyInput {
  clientMutationId?: string | null;
}
type AnyOperation = Operation<never, object> & { audited?: string };

/**
 * The resolvers of the mutations: each runs its operation, and adds `clientMutationId`. A call that was answered before
 * under its Idempotency-Key gets that answer, and nothing is done. Each of several in one document reads what the one
 * before wrote.
 */
export function mutationResolvers(operations: Record<string, AnyOperation>) {
  return Object.fromEntries(
    Object.entries(operations).map(([name, operation]) => {
      const resolve = async (_: unknown, { input }: { input: AnyInput }, context: Context) => {
        // PostgreSQL takes some thousands of levels.
        if (isTooDeep(input, maxLevels)) throw refusal('INPUT_INVALID', { path: 'input', reason: `nests deeper than ${maxLevels} levels` });
        // Checked here, since calls are written in groups: one that the database refuses would hold up its neighbors.
        if (!isStorable(input as Json)) throw refusal('VALUE_UNSTORABLE', {});
        context.budget.checkBudget();
        context.loaders.clear();
        const done = context.exchange?.answered?.payload ?? (await operation.run(context, input as never));
        const payload = { ...done, ...operation.echo?.(input as never) };
        // What it read before it wrote is not an answer to the fields of its payload.
        context.loaders.clear();
        if (context.exchange) context.exchange.payload = payload;
        return { ...payload, clientMutationId: input.clientMutationId ?? null };
      };
      return [name, resolve];
    }),
  );
}
