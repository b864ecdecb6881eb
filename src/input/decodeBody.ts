import { setImmediate as nextTurn } from 'node:timers/promises';
import { refusal } from '../errors';
import { decompress, readCodings, type DecompressBounds } from './decompress';
import { toUtf8 } from './toUtf8';

/** What a message says of how its body is to be read. */
export interface BodyHeaders {
  'content-encoding'?: string | undefined;
  'content-type'?: string | undefined;
}

/** What is smaller is gone through in a moment, in bytes. */
const largeBytes = 1_000_000;

/**
 * Resolves to the body of a message (a call, or the answer of a peer) without its content codings, and in UTF-8 where its Content-Type declares
 * another charset. Throws CODING_UNKNOWN, CODINGS_EXCEEDED, CODING_BROKEN, CHARSET_UNKNOWN, CHARSET_WRONG, BODY_TOO_LARGE, and what `hold` throws.
 */
export async function decodeBody(body: Buffer, headers: BodyHeaders, bounds: DecompressBounds): Promise<Buffer> {
  const plain = await decompress(body, readCodings(headers['content-encoding']), bounds);
  const text = await toUtf8(plain, headers['content-type']);
  if (text === plain) return text;
  await betweenPasses(text);
  bounds.hold?.(text.length - plain.length);
  if (text.length > bounds.limit) throw refusal('BODY_TOO_LARGE', { limit: bounds.limit });
  return text;
}

/** Between two passes over a body: lets whatever else waits be answered first where the body is large. */
export async function betweenPasses(body: Buffer): Promise<void> {
  if (body.length > largeBytes) await nextTurn();
}
