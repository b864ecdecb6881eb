import { refusal } from '../errors';

/** The cursor of the row with these keys (as the database prints them, microseconds and all) in the order of that name. */
export function encodeCursor(order: string, keys: string[]): string {
  return Buffer.from(JSON.stringify([order, ...keys])).toString('base64url');
}

/** The keys in a cursor, of which there are so many. Throws PAGE_INVALID for what is no cursor, or one of another order. */
export function decodeCursor(cursor: string, order: string, count: number): string[] {
  const [given, ...keys] = parse(cursor);
  if (given !== order || keys.length !== count)
    throw refusal('PAGE_INVALID', { reason: `${JSON.stringify(cursor)} is no cursor of this list in this order` });
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
