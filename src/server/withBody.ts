import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** The same request for a library that reads the body itself, whose body was read and decoded already. */
export function withBody({ method, url, headers: sent, socket }: IncomingMessage, body: Buffer): IncomingMessage {
  const { 'content-encoding': _, ...others } = sent;
  const headers = { ...others, 'content-length': String(body.length) };
  return Object.assign(Readable.from([body], { objectMode: false }), { method, url, headers, socket }) as unknown as IncomingMessage;
}
