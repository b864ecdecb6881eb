import { refusal } from '../errors';
import { fromGlobalId, type NodeType } from './globalId';

/** The key in a global ID given as `argument`, which must be of one of these types; null when none is given. Throws ID_INVALID. */
export function idKey(argument: string, id: string | null | undefined, ...types: NodeType[]): number[] | null {
  if (id === null || id === undefined) return null;
  const decoded = fromGlobalId(id);
  const length = types[0] === 'Action' || types[0] === 'Comment' ? 2 : 1;
  if (!decoded || !types.some((type) => type === decoded.type) || decoded.key.length !== length) {
    throw refusal('ID_INVALID', { argument, value: JSON.stringify(id), type: types.join(' or ') }, { argument });
  }
  return decoded.key;
}
