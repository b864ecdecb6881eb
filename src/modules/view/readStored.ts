import { coerceInputValue, isInputType, type GraphQLSchema } from 'graphql';
import { refusal } from '../../errors';
import type { ViewRow } from './viewRow';

/**
 * What a view has stored, read through the schema's input type of that name like an argument: nothing else gets into a query.
 * Throws VIEW_OUTDATED where the schema has changed since.
 */
export function readStored(schema: GraphQLSchema, typeName: string, view: ViewRow, stored: unknown): unknown {
  const type = schema.getType(typeName);
  if (!isInputType(type)) throw new Error(`${typeName} is no input type`);
  return coerceInputValue(stored, type, (path, _, { message }) => {
    throw refusal('VIEW_OUTDATED', { view: view.name, reason: `${path.join('.') || typeName}: ${message}` });
  });
}
