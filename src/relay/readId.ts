import { refusal } from '../errors';
import { fromGlobalId, type NodeType } from './globalId';

/** The types whose keys have two parts. */
const composite: readonly NodeType[] = ['Action', 'Comment'];

/** What a global ID given as `argument` stands for, which must be of one of these types; null when none is given. Throws ID_INVALID. */
export function readId<Type extends NodeType>(
  argument: string,
  id: string | null | undefined,
  ...types: Type[]
): { type: Type; key: number[] } | null {
  if (id === null || id === undefined) return null;
  const decoded = fromGlobalId(id);
  const type = types.find((one) => one === decoded?.type);
  if (!decoded || !type || decoded.key.length !== (composite.includes(type) ? 2 : 1)) {
    throw refusal('ID_INVALID', { argument, value: JSON.stringify(id), type: types.join(' or ') }, { argument });
  }
  return { type, key: decoded.key };
}
