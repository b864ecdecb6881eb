import type { IncomingMessage } from 'node:http';
import { Refusal, refusal } from '../errors';

/** The raw body, of at most `limit` bytes. Throws BODY_TOO_LARGE as soon as that is known, and BODY_INCOMPLETE. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => refusal('BODY_TOO_LARGE', { limit });
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // The connection has to stay: the refusal goes out on it.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > limit) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : refusal('BODY_INCOMPLETE', {});
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks, size);
}
