import { refusal } from '../../errors';
import { readJson, readLargeJson } from '../../input/readJson';

/** Resolves to the values of NDJSON, one per line; empty lines count for nothing. Throws BODY_UNREADABLE, which names the line, and INPUT_EXCESSIVE. */
export async function readLines(text: string): Promise<unknown[]> {
  const lines = text.split(/\r?\n/).filter((line) => /\S/.test(line));
  // As one list, so that the bounds hold for all lines together.
  const read = await readLargeJson(`[${lines.join(',')}]`);
  if ('excess' in read) throw refusal('INPUT_EXCESSIVE', { what: 'The body', excess: read.excess });
  if ('value' in read && (read.value as unknown[]).length === lines.length) return read.value as unknown[];
  for (const [n, line] of lines.entries()) {
    const one = readJson(line);
    if ('fault' in one) throw refusal('BODY_UNREADABLE', { format: 'NDJSON', reason: `value ${n + 1}: ${one.fault}` });
  }
  throw refusal('BODY_UNREADABLE', { format: 'NDJSON', reason: 'each line must be one JSON value' });
}
