import { validate } from 'graphql';
import { createSchema } from '../../src/graphql/createSchema';
import { operationDocuments } from '../../src/hooks/operationDocuments';
import { compileRow, restRows } from '../../src/hooks/rest/restRows';

const schema = createSchema();
const compiled = [
  ...(['OPERATIONS', 'WORKFLOWS', 'TRIGGER'] as const).flatMap((kind) => [...operationDocuments(schema, kind).values()]),
  ...restRows.map((row) => compileRow(schema, row).operation),
];

describe('the document of an operation that a webhook or the Workflows API calls', () => {
  // The server does not look at its start, which would take longer than to make the schema.
  it.each(compiled.map(({ name, document }) => [name, document] as const))('is valid: %s', (_, document) => {
    expect(validate(schema, document)).toEqual([]);
  });
});
