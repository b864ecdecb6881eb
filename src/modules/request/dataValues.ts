import type { Definition } from '../../engine/definition';
import { refusal } from '../../errors';
import type { ResolversParentTypes } from '../../generated/graphql';
import type { FileDescriptor } from '../../store/newFile';
import type { RequestRow } from './requestRow';
import { valueFields } from './valueFields';

type DataValue = ResolversParentTypes['DataValue'];

/** How many names are looked for in each request of a list. */
const most = 200;

/** The values of the definition's data in a request, in the definition's order; only of these names, where some are given. Throws INPUT_INVALID for too many. */
export function dataValues(definition: Definition, { id, data }: RequestRow, names: readonly string[] | null | undefined): DataValue[] {
  if (names && names.length > most) throw refusal('INPUT_INVALID', { path: 'names', reason: `${most} at most, not ${names.length}` });
  return definition.data
    .filter(({ name }) => !names || names.includes(name))
    .map(({ name, type }) => {
      const value = data[name] ?? null;
      if (value === null) return { name, type };
      // `toDataChange` and SET put nothing else into a FILE.
      const shown = type === 'FILE' ? { requestId: id, file: value as FileDescriptor } : value;
      return { name, type, [valueFields[type]]: shown };
    });
}
