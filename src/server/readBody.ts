import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { refusal } from '../errors';
import { GatheredBytes } from '../input/decompress';
import { limits } from '../limits';
import type { Hold } from './createShares';

const { value: paceMs } = limits.bodyPaceMs;
const { value: paceBytes } = limits.bodyPaceBytes;

/**
 * The raw body, of at most `limit` bytes, counted by `hold` as they come: a length that is only announced takes nothing. Throws BODY_TOO_LARGE as
 * soon as that is known, BODY_TOO_SLOW, BODY_INCOMPLETE, and what `hold` throws.
 */
export async function readBody(request: IncomingMessage, limit: number, hold: Hold): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limit) throw refusal('BODY_TOO_LARGE', { limit });
  // By its events: an iterator over it costs more than all else that is done with a small body.
  return new Promise((resolve, reject) => {
    const body = new GatheredBytes();
    let received = 0;
    let before = 0;
    const timer = setInterval(() => {
      if (received - before < paceBytes) refuse(refusal('BODY_TOO_SLOW', { bytes: paceBytes, seconds: paceMs / 1000 }));
      before = received;
    }, paceMs);

    function take(chunk: Buffer): void {
      received += chunk.length;
      try {
        if (received > limit) throw refusal('BODY_TOO_LARGE', { limit });
        hold(chunk.length);
        body.add(chunk);
      } catch (error) {
        refuse(error as Error);
      }
    }

    function end(): void {
      leave();
      resolve(body.all());
    }

    function refuse(reason: Error): void {
      leave();
      // The connection has to stay: the refusal goes out on it.
      request.pause();
      reject(reason);
    }

    function lose(): void {
      refuse(refusal('BODY_INCOMPLETE', {}));
    }

    function leave(): void {
      clearInterval(timer);
      request.off('data', take).off('end', end).off('close', lose);
    }

    if (request.destroyed) lose();
    else request.on('data', take).once('end', end).once('close', lose);
  });
}

/** For how long the rest of a body is read after the answer, in milliseconds. */
const maxDrainMs = 2_000;

/**
 * Reads what is left of a body that was answered before its end, and throws it away; closes the connection when that takes
 * too long. Closed at once, a caller who is still sending would see a broken connection instead of the answer.
 */
export function discardBody(request: IncomingMessage): void {
  request.resume();
  if (request.complete) return;
  const timer = setTimeout(() => request.destroy(), maxDrainMs);
  request.once('close', () => {
    clearTimeout(timer);
  });
}

/** The same request for a library that reads the body itself, whose body was read and decoded already. */
export function withBody({ method, url, headers: sent, socket }: IncomingMessage, body: Buffer): IncomingMessage {
  const { 'content-encoding': _, ...others } = sent;
  const headers = { ...others, 'content-length': String(body.length) };
  return Object.assign(Readable.from([body], { objectMode: false }), { method, url, headers, socket }) as unknown as IncomingMessage;
}
