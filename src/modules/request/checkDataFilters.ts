import { isStorable } from '../../engine/isStorable';
import { isTooDeep } from '../../engine/isTooDeep';
import type { Json } from '../../engine/state';
import { refusal } from '../../errors';
import type { DataFilter } from '../../generated/graphql';
import { sentValue } from './sentValue';

/** How many data a filter asks about. Each is a condition of its own, and a statement has only so many parameters. */
const most = 20;
/** How deep a value may nest that is asked for. PostgreSQL takes some thousands. */
const mostLevels = 200;

/** Checks that there are 20 at most, each of one value, and none that no data could have. Throws INPUT_INVALID, VALUE_UNSTORABLE. */
export function checkDataFilters(filters: readonly DataFilter[]): void {
  if (filters.length > most) throw refusal('INPUT_INVALID', { path: 'filter.data', reason: `${most} at most, not ${filters.length}` });
  for (const filter of filters) {
    const { name, textValue = null, jsonValue = null, fileValue } = filter;
    const { values, nulls } = sentValue(filter);
    const isOne = values.length === 1 || (values.length === 0 && nulls.length > 0);
    const path = `filter.data ${JSON.stringify(name)}`;
    if (!isOne) throw refusal('INPUT_INVALID', { path, reason: 'give one value field' });
    if (isTooDeep(jsonValue, mostLevels)) throw refusal('INPUT_INVALID', { path, reason: `nests deeper than ${mostLevels} levels` });
    if (!isStorable([name, textValue, jsonValue as Json, fileValue?.name ?? null, fileValue?.sha256 ?? null]))
      throw refusal('VALUE_UNSTORABLE', {});
  }
}
