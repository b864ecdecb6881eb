import * as relay from 'graphql-relay';
import { refusal } from '../errors';
import type { NodeResolvers } from '../generated/graphql';

/** The types that implement `Node`, and `Assignee`: another name of a user that callers of the old system use. */
export type NodeType = NonNullable<Awaited<ReturnType<NodeResolvers['__resolveType']>>> | 'Assignee';

/** The global ID: base64 of `Type:key`, composite keys joined by `---` (`Action:1728---2`). */
export function toGlobalId(type: NodeType, ...key: number[]): string {
  return relay.toGlobalId(type, key.join('---'));
}

/** The largest key; of deliveries, of which there are many more than of anything else, all that a number can hold. */
const largest = (type: string) => (type === 'Delivery' ? Number.MAX_SAFE_INTEGER : 2_147_483_647);

/** More characters than any global ID has. */
const maxIdCharacters = 200;

/** Returns the type and key in a global ID; null if it is not one of ours. Keys are whole numbers from 1 to 2,147,483,647. */
export function fromGlobalId(id: string): { type: string; key: number[] } | null {
  if (id.length > maxIdCharacters) return null;
  const { type, id: joined } = relay.fromGlobalId(id);
  const key = joined.split('---').map(Number);
  const isOurs = key.every((part) => Number.isInteger(part) && part > 0 && part <= largest(type));
  // Only one text stands for one thing: no padding, no leading zeros, nothing behind.
  return isOurs && relay.toGlobalId(type, key.join('---')) === id ? { type, key } : null;
}

/** The types whose keys have two parts. */
const composite: readonly string[] = ['Action', 'Comment'] satisfies NodeType[];

/** The number of parts in the key of a type's global IDs. */
export function keyPartsOf(type: string): number {
  return composite.includes(type) ? 2 : 1;
}

/** Returns what a global ID given as `argument` stands for, which must be of one of these types; null when none is given. Throws ID_INVALID. */
export function readId<Type extends NodeType>(
  argument: string,
  id: string | null | undefined,
  ...types: Type[]
): { type: Type; key: number[] } | null {
  if (id === null || id === undefined) return null;
  const decoded = fromGlobalId(id);
  const type = types.find((one) => one === decoded?.type);
  if (!decoded || !type || decoded.key.length !== keyPartsOf(type)) {
    throw refusal('ID_INVALID', { argument, value: JSON.stringify(id), type: types.join(' or ') }, { argument });
  }
  return { type, key: decoded.key };
}

/** The key in a global ID given as `argument`, which must be of one of these types; null when none is given. Throws ID_INVALID. */
export function idKey(argument: string, id: string | null | undefined, ...types: NodeType[]): number[] | null {
  return readId(argument, id, ...types)?.key ?? null;
}
