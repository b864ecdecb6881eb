import type { Definition } from '../../engine/definition';
import { refusal } from '../../errors';
import type { DataValue } from '../../generated/graphql';
import type { RequestRow } from './requestRow';

/** How many names are looked for in each request of a list. */
const most = 200;

/** The values of the definition's data in a request, in the definition's order; only of these names, where some are given. Throws INPUT_INVALID for too many. */
export function dataValues(definition: Definition, { data }: RequestRow, names: readonly string[] | null | undefined): DataValue[] {
  if (names && names.length > most) throw refusal('INPUT_INVALID', { path: 'names', reason: `${most} at most, not ${names.length}` });
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
