import type { IncomingMessage } from 'node:http';
import { Refusal, refusal } from '../errors';
import { GatheredBytes } from '../input/gatheredBytes';
import { limits } from '../limits';
import type { Hold } from './createHold';

const { value: paceMs } = limits.bodyPaceMs;
const { value: paceBytes } = limits.bodyPaceBytes;

/**
 * The raw body, of at most `limit` bytes, counted by `hold` as they come: a length that is only announced takes nothing. Throws BODY_TOO_LARGE as
 * soon as that is known, BODY_TOO_SLOW, BODY_INCOMPLETE, and what `hold` throws.
 */
export async function readBody(request: IncomingMessage, limit: number, hold: Hold): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw refusal('BODY_TOO_LARGE', { limit });
  let received = 0;
  let before = 0;
  let timer: NodeJS.Timeout | undefined;
  const tooSlow = new Promise<never>((_, reject) => {
    timer = setInterval(() => {
      if (received - before < paceBytes) reject(refusal('BODY_TOO_SLOW', { bytes: paceBytes, seconds: paceMs / 1000 }));
      before = received;
    }, paceMs);
  });

  async function read(): Promise<Buffer> {
    const body = new GatheredBytes();
    // The connection has to stay: the refusal goes out on it.
    for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      received += chunk.length;
      if (received > limit) throw refusal('BODY_TOO_LARGE', { limit });
      hold(chunk.length);
      body.add(chunk);
    }
    return body.all();
  }

  try {
    return await Promise.race([read(), tooSlow]);
  } catch (error) {
    throw error instanceof Refusal ? error : refusal('BODY_INCOMPLETE', {});
  } finally {
    clearInterval(timer);
  }
}
