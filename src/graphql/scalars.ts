import { GraphQLError, GraphQLScalarType, Kind } from 'graphql';
import { GraphQLDate, GraphQLJSON } from 'graphql-scalars';
import { coerceValue } from '../engine/coerceValue';

function parseDate(value: unknown): Date {
  const coerced = typeof value === 'string' ? coerceValue('DATETIME', value) : null;
  if (coerced && 'value' in coerced && typeof coerced.value === 'string') return new Date(coerced.value);
  throw new GraphQLError(`not a date: ${JSON.stringify(value)}`);
}

/** A moment: read from ISO 8601 (with or without a time, an offset), written in UTC to the millisecond. */
const DateTime = new GraphQLScalarType<Date, string>({
  name: 'DateTime',
  parseValue: parseDate,
  parseLiteral: (node) => parseDate(node.kind === Kind.STRING ? node.value : undefined),
  serialize: (value) => (value instanceof Date ? value : parseDate(value)).toISOString(),
});

/** The scalars of the schema that GraphQL does not bring. */
export const scalars = { DateTime, Date: GraphQLDate, JSON: GraphQLJSON };
