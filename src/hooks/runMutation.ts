import { execute, getNamedType, isObjectType, type GraphQLSchema, type GraphQLOutputType } from 'graphql';
import type { Context } from '../context';
import { findInputFault } from '../input/findInputFault';
import { toRefusal } from '../modules/toRefusal';
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

/** The answer without those fields of `@sparse` types that `source`, which it was made of, does not have. */
function dropAbsent(value: unknown, source: unknown, type: GraphQLOutputType): unknown {
  if (Array.isArray(value)) return value.map((item, n) => dropAbsent(item, (source as unknown[] | undefined)?.[n], type));
  const object = getNamedType(type);
  if (!isObjectType(object) || typeof value !== 'object' || value === null) return value;
  const isSparse = object.astNode?.directives?.some(({ name }) => name.value === 'sparse');
  const fields = object.getFields();
  const given = (source ?? {}) as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !isSparse || given[name] !== undefined)
      .map(([name, item]) => {
        const field = fields[name];
        return [name, field ? dropAbsent(item, given[name], field.type) : item];
      }),
  );
}
