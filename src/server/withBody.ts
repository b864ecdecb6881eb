import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** The same request for a library that reads the body itself, whose body was read already. */
export function withBody({ method, url, headers, socket }: IncomingMessage, body: Buffer): IncomingMessage {
  return Object.assign(Readable.from([body], { objectMode: false }), { method, url, headers, socket }) as unknown as IncomingMessage;
}
