import type { NodeType } from './globalId';
import { readId } from './readId';

/** The key in a global ID given as `argument`, which must be of one of these types; null when none is given. Throws ID_INVALID. */
export function idKey(argument: string, id: string | null | undefined, ...types: NodeType[]): number[] | null {
  return readId(argument, id, ...types)?.key ?? null;
}
