import type { GraphQLSchema } from 'graphql';
import { scopeOf } from './scopeOf';

/** Throws where a mutation of the administration is not made by `audited` under its own name: it would leave no trace. */
export function requireAudit(schema: GraphQLSchema, operations: Record<string, { audited?: string }>): void {
  const mutations = Object.values(schema.getMutationType()?.getFields() ?? {});
  const unaudited = mutations.filter(
    (field) => scopeOf(schema, field) === 'administration' && operations[field.name]?.audited !== field.name,
  );
  if (unaudited.length > 0)
    throw new Error(`The mutation ${unaudited.map(({ name }) => name).join(', ')} is not audited under its own name`);
}
