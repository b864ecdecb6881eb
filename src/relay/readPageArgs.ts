import { refusal } from '../errors';
import { limits } from '../limits';
import { decodeCursor } from './cursor';

/** The arguments of every connection. */
export interface PageArgs {
  first?: number | null;
  after?: string | null;
  last?: number | null;
  before?: string | null;
}

/** Which page is wanted. */
export interface Page {
  /** 1 to 200. */
  size: number;
  /** From the end of the list instead of its beginning. */
  backward: boolean;
  /** The keys that the page begins behind, null for the end of the list. */
  beyond: string[] | null;
}

/** The size of a page where neither `first` nor `last` is given. */
export const usualPageSize = 50;

/** Reads them for a list in the order of that name, which has so many keys. Throws PAGE_INVALID for two directions at once, wrong sizes and foreign cursors. */
export function readPageArgs({ first, after, last, before }: PageArgs, order: string, keys: number): Page {
  const backward = last != null || before != null;
  if (backward && (first != null || after != null)) {
    throw refusal('PAGE_INVALID', { reason: 'give first and after, or last and before, not both' });
  }
  const size = first ?? last ?? usualPageSize;
  if (size < 1 || size > limits.pageSize.value)
    throw refusal('PAGE_INVALID', { reason: `${backward ? 'last' : 'first'} is 1 to ${limits.pageSize.value}, not ${size}` });
  const cursor = backward ? before : after;
  return { size, backward, beyond: cursor == null ? null : decodeCursor(cursor, order, keys) };
}
