import { execute, type GraphQLSchema } from 'graphql';
import type { Context } from '../context';
import { toRefusal } from '../modules/toRefusal';
import { findInputFault } from '../input/findInputFault';
import { dropAbsent } from './dropAbsent';
import type { HookOperation } from './hookKind';

/** Runs a mutation in-process, by its document that is ready, and gives the whole payload. Throws refusals. */
export async function runMutation(
  schema: GraphQLSchema,
  context: Context,
  { operation, input }: HookOperation,
): Promise<Record<string, unknown>> {
  const { name, document, inputType, payloadType } = operation;
  const variableValues = { input };
  const fault = findInputFault(variableValues, 'input', inputType);
  if (fault) throw fault;
  const { data, errors } = await execute({ schema, document, contextValue: context, variableValues });
  const [error] = errors ?? [];
  if (error) throw toRefusal(error, context.log);
  return dropAbsent(data?.[name], context.exchange?.payload, payloadType) as Record<string, unknown>;
}
