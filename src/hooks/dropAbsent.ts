import { getNamedType, isObjectType, type GraphQLOutputType } from 'graphql';

/** The answer without those fields of `@sparse` types that `source`, which it was made of, does not have. */
export function dropAbsent(value: unknown, source: unknown, type: GraphQLOutputType): unknown {
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
