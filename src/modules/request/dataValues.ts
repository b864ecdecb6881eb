import type { Definition } from '../../engine/definition';
import type { DataValue } from '../../generated/graphql';
import type { RequestRow } from './requestRow';

/** The values of the definition's data in a request, in the definition's order; only of these names, where some are given. */
export function dataValues(definition: Definition, { data }: RequestRow, names: readonly string[] | null | undefined): DataValue[] {
  return definition.data
    .filter(({ name }) => !names || names.includes(name))
    .map(({ name, type }) => {
      const value = data[name] ?? null;
      return {
        name,
        type,
        textValue: type === 'TEXT' && typeof value === 'string' ? value : null,
        numericValue: type === 'NUMERIC' && typeof value === 'number' ? value : null,
        dateTimeValue: type === 'DATETIME' && typeof value === 'string' ? value : null,
        jsonValue: type === 'JSON' ? value : null,
      };
    });
}
