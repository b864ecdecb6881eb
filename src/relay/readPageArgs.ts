import { refusal } from '../errors';
import { limits } from '../limits';

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
export const defaultPageSize = 50;

/** Reads them for a list in the order of that name, which has so many keys. Throws PAGE_INVALID for two directions at once, wrong sizes and foreign cursors. */
export function readPageArgs({ first, after, last, before }: PageArgs, order: string, keys: number): Page {
  const backward = last != null || before != null;
  if (backward && (first != null || after != null)) {
    throw refusal('PAGE_INVALID', { reason: 'send first and after, or last and before, not both' });
  }
  const size = first ?? last ?? defaultPageSize;
  if (size < 1 || size > limits.pageSize.value)
    throw refusal('PAGE_INVALID', { reason: `${backward ? 'last' : 'first'} must be from 1 to ${limits.pageSize.value}, not ${size}` });
  const cursor = backward ? before : after;
  return { size, backward, beyond: cursor == null ? null : decodeCursor(cursor, order, keys) };
}

/** The cursor of the row with these keys (as the database prints them, microseconds and all) in the order of that name. */
export function encodeCursor(order: string, keys: string[]): string {
  return Buffer.from(JSON.stringify([order, ...keys])).toString('base64url');
}

/** The keys in a cursor, of which there are so many. Throws PAGE_INVALID for what is not a cursor, or one of another order. */
function decodeCursor(cursor: string, order: string, count: number): string[] {
  const [given, ...keys] = parse(cursor);
  if (given !== order || keys.length !== count)
    throw refusal('PAGE_INVALID', { reason: `${JSON.stringify(cursor)} is not a cursor of this list in this order` });
  return keys;
}

function parse(cursor: string): string[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(value) && value.every((part) => typeof part === 'string') ? value : [];
  } catch {
    return [];
  }
}
