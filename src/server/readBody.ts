import type { IncomingMessage } from 'node:http';
import { Refusal, refusal } from '../errors';

/** The raw body, of at most `limit` bytes. Throws BODY_TOO_LARGE as soon as that is known, and BODY_INCOMPLETE. */
export async function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () => refusal('BODY_TOO_LARGE', { limit });
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) throw tooLarge();
  // A large body goes right to its place: chunks and their copy together would take twice as much.
  const whole = Buffer.allocUnsafeSlow(announced);
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // The connection has to stay: the refusal goes out on it.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      if (size + chunk.length > limit) throw tooLarge();
      if (announced > 0) chunk.copy(whole, size);
      else chunks.push(chunk);
      size += chunk.length;
    }
  } catch (error) {
    throw error instanceof Refusal ? error : refusal('BODY_INCOMPLETE', {});
  }
  return announced > 0 ? whole : Buffer.concat(chunks, size);
}
