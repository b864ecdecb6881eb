import { toDefinitionJsonSchema } from '../../src/engine/definition';

/** The fields of the objects in a schema that have no description, each with the way to it. */
function undescribed(schema: unknown, at: string): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]: [string, unknown]) => {
    if (key !== 'properties') return undescribed(value, at);
    return Object.entries(value as Record<string, { description?: string }>).flatMap(([name, field]) => [
      ...(field.description ? [] : [`${at}.${name}`]),
      ...undescribed(field, `${at}.${name}`),
    ]);
  });
}

describe('the JSON Schema of definitions', () => {
  it('describes every field, for editors and for who reads it', () => {
    expect([...new Set(undescribed(toDefinitionJsonSchema(), 'definition'))]).toEqual([]);
  });
});
